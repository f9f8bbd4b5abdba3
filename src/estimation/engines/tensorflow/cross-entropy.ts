import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import type { TensorFlow } from './tensor-device.type.js';

/**
 * Cross-entropy of each row, nats: `[rows]`.
 *
 * @param logits `[rows, C]`
 * @param labels `[rows]` int32
 */
export function crossEntropy(tf: TensorFlow, logits: Tensor, labels: Tensor1D): Tensor {
  const classes = logits.shape[1]!;
  const shifted = tf.sub(logits, tf.max(logits, 1, true));
  const ofLabel = tf.sum(tf.mul(shifted, tf.oneHot(labels, classes, 1, 0, 'float32')), 1);
  return tf.sub(tf.log(tf.sum(tf.exp(shifted), 1)), ofLabel);
}
