import type { CovarianceKind, MixtureForm } from '../engine.js';
import { choleskyInPlace, invertLowerTriangular } from '../linear-algebra.js';
import { sparsePrecisionFactor } from './sparse-precision.js';

/** Pseudo-rows with the pooled within-component covariance that each component's own estimate is mixed with. */
const POOLED_ROWS = 1;

/** How a component's covariance is made up. */
export interface Pooling {
  /** What its scatter Σ γ (x−μ)(x−μ)ᵀ is multiplied by; of tied covariances, what the pooled covariance is. */
  readonly own: number;
  /** What the pooled covariance is multiplied by, to be added. */
  readonly ofPooled: number;
  /** The rows it comes from. */
  readonly rows: number;
}

/**
 * A tied covariance is the pooled one, an own one is mixed with a little of it.
 *
 * @param count rows of the component
 * @param total rows of all
 */
export function pooling(kind: CovarianceKind, count: number, total: number): Pooling {
  if (kind === 'tied') return { own: 1, ofPooled: 0, rows: total };
  return { own: 1 / (count + POOLED_ROWS), ofPooled: POOLED_ROWS / (count + POOLED_ROWS), rows: count };
}

/**
 * Rounding can leave a nearly singular matrix just short of positive definite: it is widened until it is.
 *
 * @param factorize whether it succeeded
 * @param widen     adds so much to the variances
 */
export function untilDefinite(factorize: () => boolean, widen: (extra: number) => void): void {
  for (let extra = 1e-8; !factorize(); extra *= 10) {
    if (!(extra < 1e8)) throw new Error('a covariance has elements that are not finite');
    widen(extra);
  }
}

/**
 * Regularised precision factors from scatter matrices. Each covariance is mixed with one pseudo-row of the pooled one
 * (a tied one is the pooled one), its off-diagonal elements are pulled to zero by `shrinkage`, and `ridge` is added
 * to its diagonal.
 *
 * @param scatters `[K, d, d]` Σ γ (x−μ)(x−μ)ᵀ; of tied covariances their sum over components, `[1, d, d]`, will do
 * @param counts   `[K]` Σ γ
 * @returns `[K, d, d]` lower-triangular A with AᵀA the precision
 */
export function mixtureFactorsFromCovariances(
  scatters: Float64Array,
  counts: Float64Array,
  dimension: number,
  {
    shrinkage,
    precision,
    ridge,
    covariance: kind,
  }: MixtureForm & { readonly ridge: Float64Array; readonly covariance: CovarianceKind },
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
    const { own, ofPooled, rows } = pooling(kind, counts[k]!, total);
    const [of, start] = kind === 'tied' ? [pooled, 0] : [scatters, k * size];
    for (let index = 0; index < size; index += 1) {
      covariance[index] = (of[start + index]! * own + pooled[index]! * ofPooled) * (1 - shrinkage);
    }
    for (let row = 0; row < dimension; row += 1) {
      const index = row * dimension + row;
      covariance[index] = of[start + index]! * own + pooled[index]! * ofPooled + ridge[row]!;
    }
    factors.set(
      precision === 'sparse'
        ? sparsePrecisionFactor(covariance, dimension, rows)
        : invertedCholesky(covariance, dimension),
      k * size,
    );
  }
  return factors;
}

function invertedCholesky(covariance: Float64Array, dimension: number): Float64Array {
  let lower = covariance;
  untilDefinite(
    () => choleskyInPlace((lower = covariance.slice()), dimension),
    (extra) => {
      for (let row = 0; row < dimension; row += 1) covariance[row * dimension + row]! += extra;
    },
  );
  return invertLowerTriangular(lower, dimension);
}
