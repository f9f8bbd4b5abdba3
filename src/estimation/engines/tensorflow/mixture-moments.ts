import type { Tensor2D } from '@tensorflow/tfjs-core';
import { mixtureShares, type MixtureTensors } from './mixture-shares.js';
import type { ChunkParts } from './reduce-chunks.js';
import type { TensorFlow } from './tensor-device.type.js';

/**
 * Of a chunk of rows, for components with covariances of their own: keeps the surprisals `[rows]`; adds up
 * [`[K]` Σ p(k|x), `[K, d]` Σ p(k|x) (x − μ), `[K, d, d]` Σ p(k|x) (x − μ)(x − μ)ᵀ]. About the present means, which are
 * near the next ones, little is lost to cancellation.
 */
export function ownMoments(tf: TensorFlow, input: Tensor2D, model: MixtureTensors): ChunkParts {
  const [components, dimension] = model.means.shape;
  const rows = input.shape[0];
  const { shares, surprisal } = mixtureShares(tf, input, model);
  const deviations = tf.sub(
    tf.reshape(input, [rows, 1, dimension]),
    tf.reshape(model.means, [1, components, dimension]),
  );
  const ofRows = tf.expandDims(shares, 2);
  const weighted = tf.transpose(tf.mul(deviations, tf.sqrt(ofRows)), [1, 0, 2]);
  return {
    kept: surprisal,
    added: [
      tf.sum(shares, 0),
      tf.sum(tf.mul(deviations, ofRows), 0),
      tf.matMul(weighted, weighted, true, false),
    ],
  };
}

/**
 * Of a chunk of rows, for components with one covariance: keeps the surprisals; adds up [`[K]` Σ p(k|x), `[K, d]`
 * Σ p(k|x) x] and, where asked for, `[d, d]` Σ x xᵀ, which is all that is needed of scatters and no iteration changes.
 */
export function tiedMoments(
  tf: TensorFlow,
  input: Tensor2D,
  model: MixtureTensors,
  withScatter: boolean,
): ChunkParts {
  const { shares, surprisal } = mixtureShares(tf, input, model);
  return {
    kept: surprisal,
    added: [
      tf.sum(shares, 0),
      tf.matMul(shares, input, true, false),
      ...(withScatter ? [tf.matMul(input, input, true, false)] : []),
    ],
  };
}
