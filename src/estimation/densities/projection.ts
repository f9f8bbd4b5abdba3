import type { Engine, Standardized } from '../engine.js';
import { mean } from '../mean.js';
import type { Random } from '../random.js';

/**
 * Features seen as q whitened principal components and what is left over. The leftover directions are taken as
 * one Gaussian with the same small variance in each (probabilistic PCA, Tipping & Bishop 1999), so that the
 * density stays one of all d columns and different q can be compared on held-out rows.
 */
export interface Projection {
  /** d */
  readonly columns: number;
  /** q */
  readonly count: number;
  /** `[d, q]` orthonormal. */
  readonly directions: Float64Array;
  /** `[q]` */
  readonly variances: Float64Array;
  /** Variance in each of the d−q directions left over. */
  readonly residualVariance: number;
}

/** Directions beyond those asked for, which make the last of these exact sooner. */
const OVERSAMPLING = 8;
const LEAST_VARIANCE = 1e-8;

/**
 * @param validation rows the leftover variance is measured on: on the rows fitted to it comes out too small
 * @param ridge      `[d]` least variances
 */
export async function fitProjection(
  engine: Engine,
  fitted: Standardized,
  validation: Standardized,
  count: number,
  ridge: Float64Array,
  random: Random,
): Promise<Projection> {
  const { columns } = fitted;
  const width = Math.min(columns, count + OVERSAMPLING);
  const start = Float64Array.from({ length: columns * width }, () => random.normal());
  const { directions, variances } = await engine.principalComponents(fitted, count, start);
  const least = ridge.reduce((sum, value) => sum + value, 0) / columns;
  const projection: Projection = {
    columns,
    count,
    directions,
    variances: variances.map((variance) => Math.max(variance, LEAST_VARIANCE)),
    residualVariance: 1,
  };
  if (count === columns) return projection;
  const left = leftover(projection, validation, project(projection, validation));
  const square = left.length === 0 ? 0 : mean(left);
  return { ...projection, residualVariance: Math.max(square / (columns - count), least) };
}

/** `[N, q]` the whitened components. */
export function project({ count, directions, variances }: Projection, features: Standardized): Standardized {
  const { rows, columns, data } = features;
  const projected = new Float32Array(rows * count);
  const scale = variances.map((variance) => 1 / Math.sqrt(variance));
  const line = new Float64Array(count);
  for (let row = 0; row < rows; row += 1) {
    line.fill(0);
    for (let column = 0; column < columns; column += 1) {
      const value = data[row * columns + column]!;
      if (value === 0) continue;
      for (let q = 0; q < count; q += 1) line[q]! += value * directions[column * count + q]!;
    }
    for (let q = 0; q < count; q += 1) projected[row * count + q] = line[q]! * scale[q]!;
  }
  return { rows, columns: count, data: projected };
}

/** `[q]` the least variances of the whitened components. */
export function projectRidge(
  { count, directions, variances }: Projection,
  ridge: Float64Array,
): Float64Array {
  const projected = new Float64Array(count);
  ridge.forEach((least, column) => {
    for (let q = 0; q < count; q += 1) {
      projected[q]! += (least * directions[column * count + q]! ** 2) / variances[q]!;
    }
  });
  return projected;
}

/**
 * `[N]` what a surprisal of the whole features is more than one of the whitened components, nats.
 *
 * @param whitened the features' components, as {@link project} gives them
 */
export function leftoverSurprisal(
  projection: Projection,
  features: Standardized,
  whitened: Standardized,
): Float64Array {
  const { columns, count, variances, residualVariance } = projection;
  const logVolume = variances.reduce((sum, variance) => sum + Math.log(variance) / 2, 0);
  const constant = logVolume + ((columns - count) / 2) * Math.log(2 * Math.PI * residualVariance);
  if (count === columns) return new Float64Array(features.rows).fill(logVolume);
  return leftover(projection, features, whitened).map((square) => constant + square / (2 * residualVariance));
}

/** `[N]` squared length of what the components leave of a row. */
function leftover(projection: Projection, features: Standardized, whitened: Standardized): Float64Array {
  const { rows, columns, data } = features;
  return Float64Array.from({ length: rows }, (_, row) => {
    let square = 0;
    for (let column = 0; column < columns; column += 1) square += data[row * columns + column]! ** 2;
    for (let q = 0; q < projection.count; q += 1) {
      square -= whitened.data[row * projection.count + q]! ** 2 * projection.variances[q]!;
    }
    return Math.max(0, square);
  });
}
