import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { MixtureParameters } from '../../engine.js';
import type { TensorFlow } from './tensor-device.type.js';

/** A mixture on the device. */
export interface MixtureTensors {
  /** `[K·d, d]` the components' A, one below the other; of tied covariances the one A, `[d, d]`. */
  readonly factors: Tensor2D;
  /** `[K, d]` μ */
  readonly means: Tensor2D;
  /** `[K, d]` A μ */
  readonly centres: Tensor2D;
  /** `[K]` log w + Σ log Aᵢᵢ − (d/2) log 2π */
  readonly constants: Tensor;
}

/** @param tied whether all components have one covariance: rows are then whitened once, not once a component */
export function mixtureTensors(tf: TensorFlow, model: MixtureParameters, tied: boolean): MixtureTensors {
  const { components, dimension, weights, means, precisionFactors } = model;
  const centres = new Float32Array(components * dimension);
  const constants = new Float32Array(components);
  for (let k = 0; k < components; k += 1) {
    let constant = Math.log(weights[k]!) - (dimension / 2) * Math.log(2 * Math.PI);
    for (let row = 0; row < dimension; row += 1) {
      const line = (k * dimension + row) * dimension;
      let product = 0;
      for (let column = 0; column <= row; column += 1) {
        product += precisionFactors[line + column]! * means[k * dimension + column]!;
      }
      centres[k * dimension + row] = product;
      constant += Math.log(precisionFactors[line + row]!);
    }
    constants[k] = constant;
  }
  const lines = tied ? dimension : components * dimension;
  return {
    factors: tf.tensor2d(Float32Array.from(precisionFactors.subarray(0, lines * dimension)), [
      lines,
      dimension,
    ]),
    means: tf.tensor2d(Float32Array.from(means), [components, dimension]),
    centres: tf.tensor2d(centres, [components, dimension]),
    constants: tf.tensor1d(constants),
  };
}

/**
 * The expectation step of EM for a chunk of rows.
 *
 * @param input `[rows, d]`
 * @returns `shares` `[rows, K]` p(k|x), `surprisal` `[rows]` −log p(x), nats
 */
export function mixtureShares(
  tf: TensorFlow,
  input: Tensor2D,
  { factors, centres, constants }: MixtureTensors,
): { readonly shares: Tensor2D; readonly surprisal: Tensor } {
  const [components, dimension] = centres.shape;
  const rows = input.shape[0];
  const whitened = tf.matMul(input, factors, false, true);
  const deviations = tf.sub(
    tf.reshape(whitened, [rows, factors.shape[0] / dimension, dimension]),
    tf.reshape(centres, [1, components, dimension]),
  );
  const logs = tf.sub(constants, tf.mul(tf.sum(tf.square(deviations), 2), 0.5));
  const logTotals = tf.logSumExp(logs, 1, true);
  return {
    shares: tf.exp(tf.sub<Tensor2D>(logs, logTotals)),
    surprisal: tf.neg(tf.reshape(logTotals, [rows])),
  };
}
