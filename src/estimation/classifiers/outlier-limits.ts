import type { Matrix } from '../../domain/matrix.js';
import { quantile, quartileDeviation } from '../quantile.js';
import { someRows } from '../some-rows.js';
import type { ColumnLimits } from '../standardization.js';

/** Rows quartiles are taken from, at most. */
const MOST_ROWS = 1_000;
/** Beyond a quartile: standard deviations of a normal distribution with the same quartiles … */
const FARTHEST = 10;
/** … or, where a tail is long, so many times as far as all but this share of the values: long tails are no errors. */
const TAIL = 0.01;
const TAIL_TIMES = 10;

/**
 * How far from its quartiles a column's values may lie, `[d]` each. A classifier's logits grow with its features:
 * one wild value (a unit mixed up, a −9999 for "missing") would squeeze all others into a corner, and speak with a
 * certainty of thousands of nats. A column of hardly any other value than one has no limits.
 *
 * @param indices rows the quartiles are of
 */
export function outlierLimits({ columns, data }: Matrix, indices: Int32Array): ColumnLimits {
  const chosen = someRows(indices.length, MOST_ROWS, 'outlier-limits');
  const low = new Float64Array(columns).fill(-Infinity);
  const high = new Float64Array(columns).fill(Infinity);
  const values = new Float64Array(chosen.length);
  for (let column = 0; column < columns; column += 1) {
    for (let row = 0; row < chosen.length; row += 1) {
      values[row] = data[indices[chosen[row]!]! * columns + column]!;
    }
    values.sort();
    const [lower, upper] = [quantile(values, 0.25), quantile(values, 0.75)];
    const reach = FARTHEST * quartileDeviation(values);
    const below = Math.max(reach, TAIL_TIMES * (lower - quantile(values, TAIL)));
    const above = Math.max(reach, TAIL_TIMES * (quantile(values, 1 - TAIL) - upper));
    if (below > 0) low[column] = lower - below;
    if (above > 0) high[column] = upper + above;
  }
  return { low, high };
}

/** How many values of the rows `indices` lie beyond their column's limits. */
export function countBeyond(
  { columns, data }: Matrix,
  indices: Int32Array,
  { low, high }: ColumnLimits,
): number {
  let count = 0;
  for (const row of indices) {
    for (let column = 0; column < columns; column += 1) {
      const value = data[row * columns + column]!;
      if (value < low[column]! || value > high[column]!) count += 1;
    }
  }
  return count;
}
