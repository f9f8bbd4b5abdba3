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

/** Rows that tell where a column lies. */
const PIVOT_ROWS = 128;
/** Rows gone through together: few enough that they stay in the nearest cache while their columns are read. */
const PART_ROWS = 64;

/** Column means and standard deviations over the rows `indices` of a `[N, d]` matrix, values drawn in to `limits`. */
export function fitStandardization(
  matrix: Matrix,
  indices: Int32Array,
  limits: ColumnLimits | null = null,
): Standardization {
  const { columns, data } = matrix;
  // In units near the column's largest value, so that squares neither overflow nor vanish.
  const unit = magnitudes(matrix, indices, limits);
  // About a value near the mean, which the first rows tell, so that squares lose no digits.
  const first = indices.subarray(0, PIVOT_ROWS);
  const mean = new Float64Array(columns);
  forColumnParts(matrix, first, limits, (column, values) => {
    const perUnit = 1 / unit[column]!; // a power of two: multiplying by it rounds nothing
    for (let row = 0; row < values.length; row += 1) mean[column]! += (values[row]! * perUnit) / first.length;
  });
  const variance = new Float64Array(columns);
  const excess = new Float64Array(columns);
  forColumnParts(matrix, indices, limits, (column, values) => {
    const perUnit = 1 / unit[column]!;
    const pivot = mean[column]!;
    let sum = 0;
    let squares = 0;
    for (let row = 0; row < values.length; row += 1) {
      const deviation = values[row]! * perUnit - pivot;
      sum += deviation;
      squares += deviation * deviation;
    }
    excess[column]! += sum;
    variance[column]! += squares;
  });
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
function magnitudes(matrix: Matrix, indices: Int32Array, limits: ColumnLimits | null): Float64Array {
  const largest = new Float64Array(matrix.columns);
  forColumnParts(matrix, indices, limits, (column, values) => {
    let most = largest[column]!;
    for (let row = 0; row < values.length; row += 1) {
      const size = Math.abs(values[row]!);
      if (size > most) most = size;
    }
    largest[column] = most;
  });
  return largest.map(unitOf);
}

/**
 * Goes through the rows `indices` of a matrix some rows at a time, and of these through one column after the other: a
 * column's sums then need not be stored for every value.
 *
 * @param visit is given values drawn in to the limits, to be read at once, and the place in `indices` of the first
 */
function forColumnParts(
  { columns, data }: Matrix,
  indices: Int32Array,
  limits: ColumnLimits | null,
  visit: (column: number, values: Float64Array, from: number) => void,
): void {
  const buffer = new Float64Array(PART_ROWS);
  for (let from = 0; from < indices.length; from += PART_ROWS) {
    const rows = Math.min(PART_ROWS, indices.length - from);
    const values = buffer.subarray(0, rows);
    for (let column = 0; column < columns; column += 1) {
      const low = limits ? limits.low[column]! : -Infinity;
      const high = limits ? limits.high[column]! : Infinity;
      for (let row = 0; row < rows; row += 1) {
        const value = data[indices[from + row]! * columns + column]!;
        values[row] = value < low ? low : value > high ? high : value;
      }
      visit(column, values, from);
    }
  }
}

/**
 * The power of two below a magnitude: 2^1023 of the largest, whose logarithm is rounded up to 1024, and 2^−1022 of those
 * that have no reciprocal.
 */
function unitOf(magnitude: number): number {
  return magnitude === 0 ? 1 : 2 ** Math.max(-1022, Math.min(Math.floor(Math.log2(magnitude)), 1023));
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
  const places = new Int32Array(matrix.columns).fill(-1);
  kept.forEach((column, place) => (places[column] = place));
  const data = new Float32Array(indices.length * width);
  // In units near the column's own magnitude, so that no difference overflows.
  const perUnit = mean.map((value, place) => 1 / unitOf(Math.max(Math.abs(value), scale[place]!)));
  const centre = mean.map((value, place) => value * perUnit[place]!);
  const spread = scale.map((value, place) => value * perUnit[place]!);
  forColumnParts(matrix, indices, limits, (column, values, from) => {
    const place = places[column]!;
    if (place < 0) return;
    const toUnit = perUnit[place]!;
    const middle = centre[place]!;
    const deviation = spread[place]!;
    for (let row = 0; row < values.length; row += 1) {
      data[(from + row) * width + place] = (values[row]! * toUnit - middle) / deviation;
    }
  });
  return { rows: indices.length, columns: width, data };
}
