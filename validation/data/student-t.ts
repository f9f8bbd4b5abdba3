import type { Random } from '../../src/estimation/random.js';
import { chainLogDeterminant, chainSquare, fillChain } from './gaussian-chain.js';
import { fillRows } from './fill-rows.js';
import type { KnownDensity } from './known-density.type.js';
import { digamma, logGamma } from './special-functions.js';

/**
 * The multivariate Student t with ν degrees of freedom (a positive integer) and an AR(ρ) scale matrix: heavy
 * in the radius, one χ² for the whole row. For ν ≤ 2 the variance is infinite.
 */
export function studentT(dimension: number, freedom: number, correlation: number): KnownDensity {
  const logDeterminant = chainLogDeterminant(dimension, correlation);
  const half = (freedom + dimension) / 2;
  const constant =
    logGamma(freedom / 2) - logGamma(half) + (dimension * Math.log(freedom * Math.PI) + logDeterminant) / 2;
  return {
    name: `t(${freedom})${correlation === 0 ? '' : ` AR(${correlation})`} d=${dimension}`,
    dimension,
    draw: (rows, random) =>
      fillRows(rows, dimension, (row) => {
        fillChain(row, correlation, random);
        const stretch = Math.sqrt(freedom / chiSquare(freedom, random));
        row.forEach((value, j) => (row[j] = value * stretch));
      }),
    surprisal: (row) => constant + half * Math.log1p(chainSquare(row, correlation) / freedom),
    entropy: constant + half * (digamma(half) - digamma(freedom / 2)),
  };
}

/** Independent Student t columns: outliers in one column at a time, which no elliptical mixture follows. */
export function studentColumns(dimension: number, freedom: number): KnownDensity {
  const column = studentT(1, freedom, 0);
  return {
    name: `t(${freedom}) columns d=${dimension}`,
    dimension,
    draw: (rows, random) => {
      const { data } = column.draw(rows * dimension, random);
      return { rows, columns: dimension, data };
    },
    surprisal: (row) => row.reduce((sum, value) => sum + column.surprisal(Float64Array.of(value)), 0),
    entropy: dimension * column.entropy!,
  };
}

function chiSquare(freedom: number, random: Random): number {
  let sum = 0;
  for (let degree = 0; degree < freedom; degree += 1) sum += random.normal() ** 2;
  return sum;
}
