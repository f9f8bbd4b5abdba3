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
  // Cast, for the wasm backend's oneHot writes integers also where floats are asked of it.
  const isLabel = tf.cast(tf.oneHot(labels, classes), 'float32');
  const ofLabel = tf.sum(tf.mul(shifted, isLabel), 1);
  return tf.sub(tf.log(tf.sum(tf.exp(shifted), 1)), ofLabel);
}
