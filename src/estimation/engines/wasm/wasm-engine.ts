import type { Engine } from '../../engine.js';
import { subspaceIteration } from '../subspace-iteration.js';
import { Arena } from './arena.js';
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
  return {
    name,
    openClassifier: (task, initial) => Promise.resolve(wasmClassifierSession(kernels, arena, task, initial)),
    openLogistic: (task) => Promise.resolve(wasmLogisticSession(kernels, arena, task)),
    openMixture: (task, initial) => Promise.resolve(wasmMixtureSession(kernels, arena, task, initial)),
    openKnife: (task, initial) => Promise.resolve(wasmKnifeSession(kernels, arena, task, initial)),
    openDistances: (features) => Promise.resolve(wasmDistanceSession(kernels, arena, features)),
    principalComponents: (features, count, start) =>
      Promise.resolve(subspaceIteration(features, count, start, timesCovariance)),
  };
}
