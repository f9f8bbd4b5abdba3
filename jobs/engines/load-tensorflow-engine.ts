import { dirname, sep } from 'node:path';
import util from 'node:util';
import type { Engine } from '../../src/estimation/engine.js';
import type { TensorFlow } from '../../src/estimation/engines/tensorflow/tensor-device.type.js';
import { createTensorflowEngine } from '../../src/estimation/engines/tensorflow/tensorflow-engine.js';
import type { TensorflowBackend } from './engine-choice.js';
import { packagePath, requirePackage } from './tensorflow-packages.js';
import { webgpuDevice, type WebgpuDevice } from './webgpu-device.js';

/** A TensorFlow.js engine, and whether it computes on a GPU; one that a program imitates is none. */
export interface LoadedTensorflow {
  readonly engine: Engine;
  readonly tf: TensorFlow;
  readonly hasGpu: boolean;
}

/**
 * Loads TensorFlow.js on a backend, all of whose packages must be installed.
 *
 * @throws Error in words that follow the backend's name, when the backend cannot be started
 */
export async function loadTensorflowEngine(backend: TensorflowBackend): Promise<LoadedTensorflow> {
  const adapter = backend === 'webgpu' ? await webgpuDevice() : null; // before more is loaded: there may be none
  const tf = requirePackage('@tensorflow/tfjs-core') as TensorFlow;
  tf.enableProdMode(); // keeps its advice off the console
  const name = `tensorflow-${backend}`;
  switch (backend) {
    case 'node-gpu':
    case 'node': {
      restoreUtilities();
      requirePackage(`@tensorflow/tfjs-${backend}`);
      await started(tf, 'tensorflow');
      const { isUsingGpuDevice: hasGpu } = tf.backend() as { isUsingGpuDevice?: boolean };
      if (backend === 'node-gpu' && hasGpu !== true) {
        throw new Error('finds no GPU (it needs an NVIDIA one, CUDA 11.2 and cuDNN 8.1)');
      }
      return { engine: createTensorflowEngine(tf, name), tf, hasGpu: hasGpu === true };
    }
    case 'webgpu': {
      requirePackage('@tensorflow/tfjs-backend-webgpu');
      await started(tf, 'webgpu');
      const { device } = tf.backend() as unknown as { device: WebgpuDevice };
      const limits = {
        largestTensor: Math.min(device.limits.maxStorageBufferBindingSize, device.limits.maxBufferSize),
        check: reportedErrors(device),
      };
      return { engine: createTensorflowEngine(tf, name, limits), tf, hasGpu: !adapter!.isSoftware };
    }
    case 'wasm': {
      const { setWasmPaths } = requirePackage('@tensorflow/tfjs-backend-wasm') as {
        setWasmPaths: (folder: string) => void;
      };
      setWasmPaths(dirname(packagePath('@tensorflow/tfjs-backend-wasm')) + sep); // it puts a file's name behind
      await started(tf, 'wasm');
      return { engine: createTensorflowEngine(tf, name), tf, hasGpu: false };
    }
    case 'cpu':
      requirePackage('@tensorflow/tfjs-backend-cpu');
      await started(tf, 'cpu');
      return { engine: createTensorflowEngine(tf, name), tf, hasGpu: false };
  }
}

async function started(tf: TensorFlow, backend: string): Promise<void> {
  if (!(await tf.setBackend(backend))) throw new Error('cannot be started');
  await tf.ready();
}

/** tfjs-node 4.22 asks for functions that Node 23 took away. */
function restoreUtilities(): void {
  const utilities = util as unknown as Record<string, unknown>;
  utilities['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined;
  utilities['isArray'] ??= Array.isArray;
}

/** Throws what the device has reported since it was opened: it answers calls that failed, with whatever is there. */
function reportedErrors(device: WebgpuDevice): () => void {
  let reported: string | null = null;
  device.addEventListener('uncapturederror', (event) => {
    event.preventDefault(); // else it is printed
    reported ??= event.error.message;
  });
  void device.lost.then(({ message }) => (reported ??= `the device was lost: ${message}`));
  return () => {
    if (reported !== null) throw new Error(`webgpu: ${reported.trim()}`);
  };
}
