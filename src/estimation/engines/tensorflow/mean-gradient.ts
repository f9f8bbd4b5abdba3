import type { Tensor } from '@tensorflow/tfjs-core';
import type { TensorFlow } from './tensor-device.type.js';

/**
 * Losses `[rows]` under parameters, and the automatic gradient of Σ losses / `count`.
 *
 * @param count rows of which these losses' mean is asked; those given may be some of them
 */
export function meanGradient(
  tf: TensorFlow,
  losses: (parameters: readonly Tensor[]) => Tensor,
  parameters: readonly Tensor[],
  rows: number,
  count = rows,
): { readonly losses: Tensor; readonly gradients: readonly Tensor[] } {
  const differentiate = tf.valueAndGrads((...given) => losses(given));
  const { value, grads } = differentiate([...parameters], tf.fill([rows], 1 / count));
  return { losses: value, gradients: grads };
}
