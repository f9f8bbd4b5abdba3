import type { Matrix } from '../domain/matrix.js';

/**
 * Columns brought to mean 0 and standard deviation 1, constant columns left out. Computed in float64; the
 * standardised values are float32, which is exact enough once the scale is gone.
 */
export interface Standardization {
  /** Where values are drawn in to; null where they are taken as they are. */
  readonly limits: ColumnLimits | null;
  /** Columns kept, ascending. */
  readonly kept: Int32Array;
  /** `[kept]` */
  readonly mean: Float64Array;
  /** `[kept]` standard deviations, all positive. */
  readonly scale: Float64Array;
  /** Σ log scale, nats: a surprisal of the original features is this much more than of the standardised. */
  readonly logScale: number;
}

/** `[d]` the least and the largest value of each column that is believed. */
export interface ColumnLimits {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/**
 * Spreads below this share of a column's mean are rounding noise: such a column is taken as constant. Two units in
 * the last place of float32, whose coarsest columns are worth keeping; some hundred of float64, room for the
 * rounding of whatever computed the column.
 */
const RELATIVE_SPREAD_FLOOR = { single: 2.5e-7, double: 1e-13 } as const;

/** Column means and standard deviations over the rows `indices` of a `[N, d]` matrix, values drawn in to `limits`. */
export function fitStandardization(
  matrix: Matrix,
  indices: Int32Array,
  limits: ColumnLimits | null = null,
): Standardization {
  const { columns, data } = matrix;
  // In units near the column's largest value, so that squares neither overflow nor vanish.
  const unit = magnitudes(matrix, indices, limits);
  const mean = new Float64Array(columns);
  const variance = new Float64Array(columns);
  const excess = new Float64Array(columns);
  for (const row of indices) {
    for (let column = 0; column < columns; column += 1) {
      mean[column]! += within(limits, column, data[row * columns + column]!) / unit[column]!;
    }
  }
  for (let column = 0; column < columns; column += 1) mean[column]! /= indices.length;
  for (const row of indices) {
    for (let column = 0; column < columns; column += 1) {
      const value = within(limits, column, data[row * columns + column]!);
      const deviation = value / unit[column]! - mean[column]!;
      excess[column]! += deviation;
      variance[column]! += deviation * deviation;
    }
  }
  // A sum of many values far from 0 is rounded by more than their spread may be: what it missed is put right.
  for (let column = 0; column < columns; column += 1) {
    const missed = excess[column]! / indices.length;
    mean[column]! += missed;
    variance[column] = Math.max(0, variance[column]! / indices.length - missed * missed);
  }
  const floor = RELATIVE_SPREAD_FLOOR[data instanceof Float32Array ? 'single' : 'double'];
  const kept: number[] = [];
  let logScale = 0;
  for (let column = 0; column < columns; column += 1) {
    const spread = Math.sqrt(variance[column]!);
    if (!(spread > floor * Math.abs(mean[column]!))) continue;
    kept.push(column);
    logScale += Math.log(spread) + Math.log(unit[column]!);
  }
  return {
    limits,
    kept: Int32Array.from(kept),
    mean: Float64Array.from(kept, (column) => mean[column]! * unit[column]!),
    scale: Float64Array.from(kept, (column) => Math.sqrt(variance[column]!) * unit[column]!),
    logScale,
  };
}

/** `[d]` the power of two below each column's largest absolute value: dividing by it rounds nothing. */
function magnitudes(
  { columns, data }: Matrix,
  indices: Int32Array,
  limits: ColumnLimits | null,
): Float64Array {
  const largest = new Float64Array(columns);
  for (const row of indices) {
    for (let column = 0; column < columns; column += 1) {
      const value = within(limits, column, data[row * columns + column]!);
      largest[column] = Math.max(largest[column]!, Math.abs(value));
    }
  }
  return largest.map(unitOf);
}

/** The power of two below a magnitude: 2^1023 of the largest, whose logarithm is rounded up to 1024. */
function unitOf(magnitude: number): number {
  return magnitude === 0 ? 1 : 2 ** Math.min(Math.floor(Math.log2(magnitude)), 1023);
}

/**
 * With the columns that are constant on the rows of `fitted` but not on all, in the units of all: one fold's rows
 * must not have a dimension fewer than another's.
 *
 * @param fitted of some of the rows
 * @param whole  of all rows of the same matrix
 */
export function withEveryColumn(fitted: Standardization, whole: Standardization): Standardization {
  if (fitted.kept.length === whole.kept.length) return fitted;
  const places = new Map(Array.from(fitted.kept, (column, index) => [column, index]));
  const chosen = Array.from(whole.kept, (column, index) => {
    const place = places.get(column);
    const [from, at] = place === undefined ? [whole, index] : [fitted, place];
    return { mean: from.mean[at]!, scale: from.scale[at]! };
  });
  return {
    limits: fitted.limits,
    kept: whole.kept,
    mean: Float64Array.from(chosen, ({ mean }) => mean),
    scale: Float64Array.from(chosen, ({ scale }) => scale),
    logScale: chosen.reduce((sum, { scale }) => sum + Math.log(scale), 0),
  };
}

/** Of the columns kept at `positions`, taken as a matrix of their own. */
export function takeScales(
  { limits, mean, scale, kept }: Standardization,
  positions: readonly number[],
): Standardization {
  const taken = Float64Array.from(positions, (at) => scale[at]!);
  const ofTaken = ({ low, high }: ColumnLimits): ColumnLimits => ({
    low: Float64Array.from(positions, (at) => low[kept[at]!]!),
    high: Float64Array.from(positions, (at) => high[kept[at]!]!),
  });
  return {
    limits: limits && ofTaken(limits),
    kept: Int32Array.from(positions, (_, place) => place),
    mean: Float64Array.from(positions, (at) => mean[at]!),
    scale: taken,
    logScale: taken.reduce((sum, value) => sum + Math.log(value), 0),
  };
}

/** The rows `indices`, standardised: `[indices, kept]`, float32. */
export function standardizeRows(
  standardization: Standardization,
  matrix: Matrix,
  indices: Int32Array,
): Matrix & { readonly data: Float32Array } {
  const { kept, mean, scale, limits } = standardization;
  const width = kept.length;
  const data = new Float32Array(indices.length * width);
  // In units near the column's own magnitude, so that no difference overflows.
  const unit = mean.map((value, column) => unitOf(Math.max(Math.abs(value), scale[column]!)));
  const centre = mean.map((value, column) => value / unit[column]!);
  const spread = scale.map((value, column) => value / unit[column]!);
  for (let row = 0; row < indices.length; row += 1) {
    const source = indices[row]! * matrix.columns;
    for (let column = 0; column < width; column += 1) {
      const value = within(limits, kept[column]!, matrix.data[source + kept[column]!]!);
      data[row * width + column] = (value / unit[column]! - centre[column]!) / spread[column]!;
    }
  }
  return { rows: indices.length, columns: width, data };
}

function within(limits: ColumnLimits | null, column: number, value: number): number {
  return limits === null ? value : Math.min(Math.max(value, limits.low[column]!), limits.high[column]!);
}
