import { fillRows } from './fill-rows.js';
import type { KnownDensity } from './known-density.type.js';

/**
 * A Gaussian of low rank plus noise: column j is `loading` · f(j mod factors) + n_j with standard normal factors
 * f and noise n. Columns of a factor form a block with covariance I + loading² 11ᵀ, so that density and entropy
 * have a short closed form.
 *
 * @param dimension a multiple of `factors`
 */
export function factorColumns(dimension: number, factors: number, loading: number): KnownDensity {
  if (dimension % factors !== 0) {
    throw new Error(`dimension: expected a multiple of ${factors} factors, got ${dimension}`);
  }
  const square = loading ** 2;
  // Along a block's 1 the variance is 1 + m·loading², elsewhere 1.
  const along = 1 + (dimension / factors) * square;
  const logVolume = (dimension / 2) * Math.log(2 * Math.PI) + (factors / 2) * Math.log(along);
  return {
    name: `${factors} factors d=${dimension}`,
    dimension,
    draw: (rows, random) =>
      fillRows(rows, dimension, (row) => {
        const drawn = Float64Array.from({ length: factors }, () => random.normal());
        for (let j = 0; j < dimension; j += 1) row[j] = loading * drawn[j % factors]! + random.normal();
      }),
    surprisal(row) {
      const sums = new Float64Array(factors);
      row.forEach((value, j) => (sums[j % factors]! += value));
      const squares = row.reduce((sum, value) => sum + value * value, 0);
      const explained = sums.reduce((sum, value) => sum + value * value, 0) * (square / along);
      return logVolume + (squares - explained) / 2;
    },
    entropy: logVolume + dimension / 2,
  };
}
