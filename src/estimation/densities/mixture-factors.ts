import type { MixtureTask } from '../engine.js';
import { sparsePrecisionFactor } from './sparse-precision.js';
import { plainTriangles, type Triangles } from '../linear-algebra.js';

/** Who factors, inverts and regresses: an engine's kernels, or plain code. */
export interface Factorizer extends Triangles {
  /** As {@link sparsePrecisionFactor}. */
  sparsePrecisionFactor(covariance: Float64Array, dimension: number, rows: number): Float64Array;
}

export const plainFactorizer: Factorizer = { ...plainTriangles, sparsePrecisionFactor };

/** Pseudo-rows with the pooled within-component covariance that each component's own estimate is mixed with. */
const POOLED_ROWS = 1;

/**
 * Regularised precision factors from scatter matrices: the one place where a mixture's covariances are made
 * safe to invert. Each covariance is mixed with one pseudo-row of the pooled one (a tied one is the pooled one), its
 * off-diagonal elements are pulled to zero by `shrinkage`, and `ridge` is added to its diagonal.
 *
 * @param scatters  `[K, d, d]` Σ γ (x−μ)(x−μ)ᵀ; of tied covariances their sum over components, `[1, d, d]`, will do
 * @param counts    `[K]` Σ γ
 * @param factorizer who does the work on each covariance
 * @returns `[K, d, d]` lower-triangular A with AᵀA the precision
 */
export function mixtureFactorsFromCovariances(
  scatters: Float64Array,
  counts: Float64Array,
  dimension: number,
  { shrinkage, ridge, covariance: kind, precision }: Omit<MixtureTask, 'features'>,
  factorizer: Factorizer = plainFactorizer,
): Float64Array {
  const size = dimension * dimension;
  const components = counts.length;
  const total = counts.reduce((sum, count) => sum + count, 0);
  const pooled = new Float64Array(size);
  for (let start = 0; start < scatters.length; start += size) {
    for (let index = 0; index < size; index += 1) pooled[index]! += scatters[start + index]! / total;
  }
  const factors = new Float64Array(components * size);
  const covariance = new Float64Array(size);
  for (let k = 0; k < components; k += 1) {
    if (kind === 'tied' && k > 0) {
      factors.copyWithin(k * size, 0, size);
      continue;
    }
    // A tied covariance is the pooled one, an own one is mixed with a little of it.
    const [of, start, own, ofPooled] =
      kind === 'tied'
        ? [pooled, 0, 1, 0]
        : [scatters, k * size, 1 / (counts[k]! + POOLED_ROWS), POOLED_ROWS / (counts[k]! + POOLED_ROWS)];
    for (let index = 0; index < size; index += 1) {
      covariance[index] = (of[start + index]! * own + pooled[index]! * ofPooled) * (1 - shrinkage);
    }
    for (let row = 0; row < dimension; row += 1) {
      const index = row * dimension + row;
      covariance[index] = of[start + index]! * own + pooled[index]! * ofPooled + ridge[row]!;
    }
    const rows = kind === 'tied' ? total : counts[k]!;
    factors.set(
      precision === 'sparse'
        ? factorizer.sparsePrecisionFactor(covariance, dimension, rows)
        : invertedCholesky(covariance, dimension, factorizer),
      k * size,
    );
  }
  return factors;
}

function invertedCholesky(
  covariance: Float64Array,
  dimension: number,
  { choleskyInPlace, invertLowerTriangular }: Triangles,
): Float64Array {
  // Rounding can leave a nearly singular matrix just short of positive definite: widen until it is.
  for (let extra = 1e-8; ; extra *= 10) {
    const lower = covariance.slice();
    if (choleskyInPlace(lower, dimension)) return invertLowerTriangular(lower, dimension);
    if (!(extra < 1e8)) throw new Error('a covariance has elements that are not finite');
    for (let row = 0; row < dimension; row += 1) covariance[row * dimension + row]! += extra;
  }
}
