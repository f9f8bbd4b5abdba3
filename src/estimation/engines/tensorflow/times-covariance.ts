import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { TensorDevice } from './tensor-device.type.js';
import { reduceChunks } from './reduce-chunks.js';

/** Rows worked on at a time: bounds the workspace whatever the number of rows. */
const CHUNK_ROWS = 8192;

/** XᵀX·B / N, `[d, m]`, of features `[N, d]` that are on the device. */
export async function tensorflowTimesCovariance(
  device: TensorDevice,
  features: Tensor2D,
  basis: Float64Array,
  width: number,
): Promise<Float64Array> {
  const { tf } = device;
  const [rows, columns] = features.shape;
  const onDevice = tf.tensor2d(Float32Array.from(basis), [columns, width]);
  try {
    const { added } = await reduceChunks(device, { input: features }, CHUNK_ROWS, (chunk) => {
      const scores = tf.matMul(chunk, onDevice);
      return { kept: tf.zeros([0]), added: [tf.matMul(chunk, scores, true, false)] };
    });
    return added[0]!.map((value) => value / rows);
  } finally {
    onDevice.dispose();
  }
}
