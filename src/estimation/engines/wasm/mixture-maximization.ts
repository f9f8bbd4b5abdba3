import { pooling, untilDefinite } from '../../densities/mixture-factors.js';
import { LEAST_COUNT } from '../maximize-mixture.js';
import { LEAST_SHARE, MOST_PREDECESSORS, mostPredecessors } from '../../densities/sparse-precision.js';
import type { MixtureForm } from '../../engine.js';
import type { Region } from './arena.js';
import type { Kernels, Pointer } from './kernels.js';
import type { MixtureModel } from './mixture-model.js';

/** Vectors of a dimension that the kernel for sparse factors needs beside one a predecessor. */
const SPARSE_VECTORS = 4;

/** What the expectation step leaves, in float64: sums over the rows x, of which component k is p(k|x) responsible for. */
export interface MixtureSums {
  /** `[K]` Σ p(k|x) */
  readonly counts: Pointer;
  /** `[K, d]` Σ p(k|x) (x − a): a is the component's present mean, or the origin where covariances are tied. */
  readonly sums: Pointer;
  /** `[K, d, d]` Σ p(k|x) (x − a)(x − a)ᵀ, lower triangles, overwritten; of tied covariances the sum of all, `[d, d]`. */
  readonly scatters: Pointer;
}

/**
 * The maximisation step of EM, all of it in the arena: as maximize-mixture.ts and densities/mixture-factors.ts, which
 * the tests hold it to.
 *
 * @param ridge `[d]`
 * @returns writes weights, means and factors of the model
 */
export function mixtureMaximization(
  kernels: Kernels,
  region: Region,
  model: MixtureModel,
  { counts, sums, scatters }: MixtureSums,
  ridge: Float64Array,
): (form: MixtureForm) => void {
  const { components, dimension, tied } = model;
  const size = dimension * dimension;
  const pooled = region.doubles(size);
  const covariance = region.doubles(size);
  const lower = region.doubles(size);
  const work = region.doubles((MOST_PREDECESSORS + SPARSE_VECTORS) * dimension);
  const ridges = region.doubles(dimension);
  region.float64(ridges, dimension).set(ridge);

  function invertCovariance(factor: Pointer): void {
    untilDefinite(
      () => {
        region.float64(lower, size).set(region.float64(covariance, size));
        return kernels.cholesky(lower, dimension) !== 0;
      },
      (extra) => {
        const values = region.float64(covariance, size);
        for (let row = 0; row < dimension; row += 1) values[row * dimension + row]! += extra;
      },
    );
    kernels.invertLower(lower, factor, dimension);
  }

  return ({ precision, shrinkage }) => {
    const count = region.float64(counts, components);
    const total = count.reduce((sum, value) => sum + value, 0);
    const atLeast = count.map((value) => Math.max(value, LEAST_COUNT));
    const all = atLeast.reduce((sum, value) => sum + value, 0);
    const sum = region.float64(sums, components * dimension);
    const means = region.float64(model.means, components * dimension);
    for (let k = 0; k < components; k += 1) {
      model.weights[k] = atLeast[k]! / all;
      // One that has lost its rows stays where it is.
      const isLost = count[k]! < LEAST_COUNT;
      for (let at = k * dimension; at < (k + 1) * dimension && !isLost; at += 1) {
        means[at] = (tied ? 0 : means[at]!) + sum[at]! / atLeast[k]!;
      }
      const scatter = scatters + 8 * (tied ? 0 : k) * size;
      kernels.centreScatter(scatter, sums + 8 * k * dimension, atLeast[k]!, dimension);
    }
    region.float64(pooled, size).fill(0);
    for (let k = 0; k < (tied ? 1 : components); k += 1) {
      kernels.addQuotient(scatters + 8 * k * size, size, total, pooled);
    }
    for (let k = 0; k < (tied ? 1 : components); k += 1) {
      const { own, ofPooled, rows } = pooling(tied ? 'tied' : 'own', count[k]!, total);
      const scatter = tied ? pooled : scatters + 8 * k * size;
      kernels.regularizeCovariance(
        scatter,
        own,
        pooled,
        ofPooled,
        1 - shrinkage,
        ridges,
        dimension,
        covariance,
      );
      const factor = model.factor(k);
      if (precision === 'full') invertCovariance(factor);
      else kernels.sparseFactor(covariance, dimension, rows, mostPredecessors(rows), LEAST_SHARE, factor, work); // prettier-ignore
    }
  };
}
