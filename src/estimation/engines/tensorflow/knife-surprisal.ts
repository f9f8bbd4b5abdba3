import type { Tensor, Tensor3D } from '@tensorflow/tfjs-core';
import type { TensorFlow } from './tensor-device.type.js';

/** [log weights `[K]`, means `[K, d]`, log scales `[K, d]`, triangles `[K, d, d]`], as in `KnifeParameters`. */
export type KnifeTensors = readonly [Tensor, Tensor, Tensor, Tensor];

/** Masks that make a triangle of a square, `[1, d, d]`. */
export interface TriangleMasks {
  /** 1 below the diagonal. */
  readonly below: Tensor3D;
  readonly identity: Tensor3D;
}

export function triangleMasks(tf: TensorFlow, dimension: number): TriangleMasks {
  const mask = (is: (row: number, column: number) => boolean): Tensor3D =>
    tf.tensor3d(
      Float32Array.from({ length: dimension * dimension }, (_, at) =>
        is(Math.floor(at / dimension), at % dimension) ? 1 : 0,
      ),
      [1, dimension, dimension],
    );
  return { below: mask((row, column) => row > column), identity: mask((row, column) => row === column) };
}

/**
 * Surprisals `[rows]` −log p(x) under a KNIFE density, nats: one product V = X Aᵀ − A μ for all components.
 *
 * @param input `[rows, d]`
 */
export function knifeSurprisal(
  tf: TensorFlow,
  input: Tensor,
  [logWeights, means, logScales, triangles]: KnifeTensors,
  { below, identity }: TriangleMasks,
  scaleLimit: number,
): Tensor {
  const [components, dimension] = means.shape as [number, number];
  const rows = input.shape[0];
  const logD = tf.mul(tf.tanh(logScales), scaleLimit);
  const unscaled = tf.add(tf.mul(triangles, below), identity);
  const factors = tf.mul(unscaled, tf.expandDims(tf.exp(logD), 1));
  const centres = tf.sum(tf.mul(factors, tf.expandDims(means, 1)), 2);
  const lines = tf.reshape(factors, [components * dimension, dimension]);
  const whitened = tf.reshape(tf.matMul(input, lines, false, true), [rows, components, dimension]);
  const squares = tf.sum(tf.square(tf.sub(whitened, centres)), 2);
  const logWeight = tf.sub(logWeights, tf.logSumExp(logWeights));
  const constants = tf.sub(tf.add(logWeight, tf.sum(logD, 1)), (dimension / 2) * Math.log(2 * Math.PI));
  return tf.neg(tf.logSumExp(tf.sub(constants, tf.mul(squares, 0.5)), 1));
}
