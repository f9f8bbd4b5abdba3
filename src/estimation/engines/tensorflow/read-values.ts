import type { Tensor } from '@tensorflow/tfjs-core';
import type { TensorDevice } from './tensor-device.type.js';

/**
 * Float32 tensors' values as float64, one array each, in one read-back: on an accelerator each costs a wait for all
 * that was asked of it before. Disposes of nothing.
 */
export async function readValues(
  { tf, check }: TensorDevice,
  tensors: readonly Tensor[],
): Promise<Float64Array[]> {
  const joined = tf.tidy(() => tf.concat(tensors.map((tensor) => tf.reshape(tensor, [-1]))));
  try {
    const values = await joined.data();
    check();
    let start = 0;
    return tensors.map(({ size }) => Float64Array.from(values.subarray(start, (start += size))));
  } finally {
    joined.dispose();
  }
}
