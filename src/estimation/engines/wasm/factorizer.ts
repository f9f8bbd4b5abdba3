import type { Factorizer } from '../../densities/mixture-factors.js';
import { LEAST_SHARE, MOST_PREDECESSORS, mostPredecessors } from '../../densities/sparse-precision.js';
import type { Region } from './arena.js';
import type { Kernels } from './kernels.js';

/** Vectors of its dimension that the kernel for sparse factors needs beside one a predecessor. */
const SPARSE_VECTORS = 4;

/** Float64 factorisations by the kernels, for matrices of one dimension; their room is taken from `region` at once. */
export function wasmFactorizer(kernels: Kernels, region: Region, size: number): Factorizer {
  const matrix = region.doubles(size * size);
  const result = region.doubles(size * size);
  const work = region.doubles((MOST_PREDECESSORS + SPARSE_VECTORS) * size);
  return {
    choleskyInPlace(values, dimension) {
      region.float64(matrix, values.length).set(values);
      const definite = kernels.cholesky(matrix, dimension) !== 0;
      values.set(region.float64(matrix, values.length));
      return definite;
    },
    invertLowerTriangular(lower, dimension) {
      region.float64(matrix, lower.length).set(lower);
      kernels.invertLower(matrix, result, dimension);
      return region.float64(result, lower.length).slice();
    },
    sparsePrecisionFactor(covariance, dimension, rows) {
      region.float64(matrix, covariance.length).set(covariance);
      kernels.sparseFactor(matrix, dimension, rows, mostPredecessors(rows), LEAST_SHARE, result, work);
      return region.float64(result, covariance.length).slice();
    },
  };
}
