import type { Engine } from '../../engine.js';
import { subspaceIteration } from '../subspace-iteration.js';
import { Arena, type Region } from './arena.js';
import { wasmClassifierSession } from './classifier-session.js';
import { wasmDistanceSession } from './distance-session.js';
import { instantiateKernels } from './kernels.js';
import { wasmKnifeSession } from './knife-session.js';
import { wasmLogisticSession } from './logistic-session.js';
import { wasmMixtureSession } from './mixture-session.js';
import { wasmTimesCovariance } from './times-covariance.js';

/**
 * The engine in WebAssembly SIMD and float32, one a thread: kernels compiled from `assembly/`, and what they work
 * on in one arena.
 *
 * @param module the compiled kernels
 * @param name   as recorded with the run; builds that fuse multiplications and additions round differently
 */
export function createWasmEngine(module: WebAssembly.Module, name: string): Engine {
  const kernels = instantiateKernels(module);
  const arena = new Arena(kernels);
  const timesCovariance = wasmTimesCovariance(kernels, arena);
  /** A session on blocks of its own, which are given back where it cannot have all it asks for. */
  async function onRegion<Session>(open: (region: Region) => Session): Promise<Session> {
    const region = arena.open();
    try {
      return await Promise.resolve(open(region));
    } catch (error) {
      region.close();
      throw error;
    }
  }
  return {
    name,
    openClassifier: (task, initial) =>
      onRegion((region) => wasmClassifierSession(kernels, region, task, initial)),
    openLogistic: (task) => onRegion((region) => wasmLogisticSession(kernels, region, task)),
    openMixture: (task, initial) => onRegion((region) => wasmMixtureSession(kernels, region, task, initial)),
    openKnife: (task, initial) => onRegion((region) => wasmKnifeSession(kernels, region, task, initial)),
    openDistances: (features) => onRegion((region) => wasmDistanceSession(kernels, region, features)),
    principalComponents: (features, count, start) =>
      Promise.resolve(subspaceIteration(features, count, start, timesCovariance)),
  };
}
