import type { Random } from '../../src/estimation/random.js';
import type { KnownDensity } from './known-density.type.js';
import { fillRows } from './fill-rows.js';

const LOG_TWO_PI = Math.log(2 * Math.PI);

/** Fills the row with z₀ = n₀, z_j = ρ z_{j−1} + √(1−ρ²) n_j: unit variances, correlations ρ^|i−j|. */
export function fillChain(row: Float64Array, correlation: number, random: Random): void {
  const fresh = Math.sqrt(1 - correlation ** 2);
  for (let j = 0; j < row.length; j += 1) {
    row[j] = j === 0 ? random.normal() : correlation * row[j - 1]! + fresh * random.normal();
  }
}

/** zᵀ Σ⁻¹ z of the chain's covariance. */
export function chainSquare(row: Float64Array, correlation: number): number {
  let square = row[0]! ** 2;
  for (let j = 1; j < row.length; j += 1) {
    square += (row[j]! - correlation * row[j - 1]!) ** 2 / (1 - correlation ** 2);
  }
  return square;
}

/** log det Σ of the chain's covariance. */
export function chainLogDeterminant(dimension: number, correlation: number): number {
  return (dimension - 1) * Math.log(1 - correlation ** 2);
}

/** −log N(row; 0, Σ), nats. */
export function chainSurprisal(row: Float64Array, correlation: number): number {
  const constant = row.length * LOG_TWO_PI + chainLogDeterminant(row.length, correlation);
  return (constant + chainSquare(row, correlation)) / 2;
}

/**
 * A Gaussian whose columns form an autoregressive chain, AR(ρ): correlation ρ^|i−j|; ρ = 0 is the isotropic
 * standard normal.
 */
export function gaussianChain(dimension: number, correlation: number): KnownDensity {
  return {
    name: correlation === 0 ? `iso d=${dimension}` : `AR(${correlation}) d=${dimension}`,
    dimension,
    draw: (rows, random) => fillRows(rows, dimension, (row) => fillChain(row, correlation, random)),
    surprisal: (row) => chainSurprisal(row, correlation),
    entropy: (dimension * (LOG_TWO_PI + 1) + chainLogDeterminant(dimension, correlation)) / 2,
  };
}
