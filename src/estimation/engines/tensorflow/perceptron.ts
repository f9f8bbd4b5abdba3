import type { Tensor } from '@tensorflow/tfjs-core';
import type { TensorFlow } from './tensor-device.type.js';

/**
 * Logits `[rows, C]` of a perceptron.
 *
 * @param input  `[rows, d]`
 * @param layers as in `ClassifierParameters`, weights as matrices
 */
export function perceptronLogits(tf: TensorFlow, input: Tensor, layers: readonly Tensor[]): Tensor {
  const [w1, b1, w2, b2, w3, b3] = layers as [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor];
  const first = tf.relu(tf.add(tf.matMul(input, w1), b1));
  const second = tf.relu(tf.add(tf.matMul(first, w2), b2));
  return tf.add(tf.matMul(second, w3), b3);
}
