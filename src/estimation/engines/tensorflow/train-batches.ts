import type { Tensor, Tensor1D, Scalar } from '@tensorflow/tfjs-core';
import { readValues } from './read-values.js';
import type { TensorDevice } from './tensor-device.type.js';

/**
 * One pass over the rows in the given order. The order is uploaded once and the losses are added up on the device:
 * nothing is read back before the pass is over, so that the device need not wait between batches.
 *
 * @param step takes an optimiser's step on the rows `[rows]` int32, and gives their losses `[rows]`
 * @returns mean loss during the pass
 */
export async function trainBatches(
  device: TensorDevice,
  order: Int32Array,
  batchSize: number,
  step: (rows: Tensor1D) => Tensor,
): Promise<number> {
  const { tf } = device;
  const indices = tf.tensor1d(order, 'int32');
  let total = tf.scalar(0);
  try {
    for (let start = 0; start < order.length; start += batchSize) {
      const rows = Math.min(batchSize, order.length - start);
      const before = total;
      total = tf.tidy(() => {
        const losses = step(tf.slice(indices, [start], [rows]));
        return tf.add<Scalar>(before, tf.sum(losses));
      });
      before.dispose();
    }
    const [sum] = await readValues(device, [total]);
    return sum![0]! / order.length;
  } finally {
    indices.dispose();
    total.dispose();
  }
}
