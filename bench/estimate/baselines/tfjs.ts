import { register } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { packageRoot } from '../../../src/database/package-root.js';

let hasGradients = false;

/** Chooses stock TensorFlow.js on its WebAssembly backend, kernels and gradients as they come. */
export async function openTfjs(): Promise<void> {
  if (!(await tf.setBackend('wasm'))) throw new Error('the wasm backend of TensorFlow.js cannot be used');
  await tf.ready();
  if (hasGradients) return;
  // tfjs-core's own bundle for Node comes without its gradients; they register in a place that is global.
  const hooks = join(packageRoot(), 'dist', 'bench', 'estimate', 'baselines', 'tfjs-modules.js');
  register(pathToFileURL(hooks));
  await import('@tensorflow/tfjs-core/dist/register_all_gradients.js');
  hasGradients = true;
}

/** `[rows, columns]` on the backend. */
export function matrixOf(data: ArrayLike<number>, rows: number, columns: number): tf.Tensor2D {
  return tf.tensor2d(Float32Array.from(data), [rows, columns]);
}

/** Batch number `step` of rows that are taken in turn. */
export function batchOf(features: tf.Tensor2D, batchSize: number, step: number): tf.Tensor2D {
  const batches = features.shape[0] / batchSize;
  return tf.slice2d(features, [(step % batches) * batchSize, 0], [batchSize, features.shape[1]]);
}
