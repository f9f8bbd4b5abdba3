import type { Triangles } from '../../linear-algebra.js';
import type { Region } from './arena.js';
import type { Kernels } from './kernels.js';

/** Float64 factorisations by the kernels, for matrices of one dimension; their room is taken from `region` at once. */
export function wasmTriangles(kernels: Kernels, region: Region, size: number): Triangles {
  const matrix = region.doubles(size * size);
  const inverse = region.doubles(size * size);
  return {
    choleskyInPlace(values, dimension) {
      region.float64(matrix, values.length).set(values);
      const definite = kernels.cholesky(matrix, dimension) !== 0;
      values.set(region.float64(matrix, values.length));
      return definite;
    },
    invertLowerTriangular(lower, dimension) {
      region.float64(matrix, lower.length).set(lower);
      kernels.invertLower(matrix, inverse, dimension);
      return Float64Array.from(region.float64(inverse, lower.length));
    },
  };
}
