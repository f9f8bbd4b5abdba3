import type { Matrix } from '../../domain/matrix.js';
import type { Standardized } from '../engine.js';
import { fitStandardization, standardizeRows, takeScales, type Standardization } from '../standardization.js';
import { everyRow } from '../rows.js';
import { someRows } from '../some-rows.js';

/** Which columns of a modality a density is fitted to, and how small their variances may become. */
export interface ColumnScreening {
  /** Columns kept, ascending. */
  readonly kept: Int32Array;
  /** `[kept]` least variance of each, in units of its variance over the dataset. */
  readonly ridge: Float64Array;
  /** Of the columns kept, taken as a matrix of their own, over all rows. */
  readonly standardization: Standardization;
  readonly leftOut: LeftOutColumns;
}

export interface LeftOutColumns {
  readonly constant: number;
  /** The same as an earlier column but for unit and origin. */
  readonly duplicate: number;
  /** Nearly a linear combination of earlier columns. */
  readonly collinear: number;
}

/** Rows looked at: enough to tell kinds of columns apart, whatever the size of the data. */
const SCREENED_ROWS = 5_000;
/** Wider features are not searched for collinear columns: their small directions go with the projection. */
const WIDEST_SEARCHED = 256;
/** With fewer rows a column than this, columns look collinear by chance. */
const ROWS_PER_COLUMN = 2;
const SAME_COLUMN = 1e-6;
/** Share of a column's variance that the columns before it must leave, or it says nothing new. */
const OWN_VARIANCE = 1e-4;
/** A value this frequent in an otherwise continuous column would draw a component onto itself … */
const ATOM_SHARE = 0.05;
/** … were its variance not kept above this. */
const ATOM_VARIANCE = 0.01;
/** Rows a value must have on average for a column to count as discrete. */
const ROWS_PER_VALUE = 20;

/**
 * Screens a modality's columns, labels unseen, so that no density blows up: constant columns, copies and nearly
 * collinear ones say nothing new and are left out; a column of few distinct values keeps at least the variance
 * of rounding to its grid, gap²/12 (Sheppard), which is what adding uniform noise of one gap would give it.
 *
 * @param ridge least variance of a continuous column
 */
export function screenColumns(matrix: Matrix, ridge: number): ColumnScreening {
  const standardization = fitStandardization(matrix, everyRow(matrix.rows));
  const constant = matrix.columns - standardization.kept.length;
  const sample = standardizeRows(
    standardization,
    matrix,
    someRows(matrix.rows, SCREENED_ROWS, 'column-screening'),
  );
  const columns = sample.columns;
  const searched = columns <= WIDEST_SEARCHED && sample.rows >= ROWS_PER_COLUMN * columns;
  const verdicts = searched ? collinearity(sample) : new Array<Verdict>(columns).fill('kept');
  const positions = Array.from({ length: columns }, (_, column) => column).filter(
    (column) => verdicts[column] === 'kept',
  );
  const count = (verdict: Verdict): number => verdicts.filter((other) => other === verdict).length;
  return {
    kept: Int32Array.from(positions, (column) => standardization.kept[column]!),
    standardization: takeScales(standardization, positions),
    ridge: Float64Array.from(positions, (column) => Math.max(ridge, leastVariance(columnOf(sample, column)))),
    leftOut: { constant, duplicate: count('duplicate'), collinear: count('collinear') },
  };
}

type Verdict = 'kept' | 'duplicate' | 'collinear';

/** Cholesky factorisation of the correlations, column by column: what remains of each given those kept before. */
function collinearity(sample: Matrix): Verdict[] {
  const { columns } = sample;
  const correlation = correlations(sample);
  const factor = new Float64Array(columns * columns);
  const kept: number[] = [];
  return Array.from({ length: columns }, (_, column) => {
    let left = correlation[column * columns + column]!;
    const scale = left;
    let twin = false;
    for (const before of kept) {
      const covariance = correlation[column * columns + before]!;
      const square = correlation[before * columns + before]!;
      if (1 - (covariance * covariance) / (scale * square) < SAME_COLUMN) twin = true;
      let sum = covariance;
      for (const earlier of kept) {
        if (earlier >= before) break;
        sum -= factor[column * columns + earlier]! * factor[before * columns + earlier]!;
      }
      const element = sum / factor[before * columns + before]!;
      factor[column * columns + before] = element;
      left -= element * element;
    }
    if (twin) return 'duplicate';
    if (!(left > OWN_VARIANCE * scale)) return 'collinear';
    factor[column * columns + column] = Math.sqrt(left);
    kept.push(column);
    return 'kept';
  });
}

/** Rows added to the products together: a sum is then read and written once for all of them. */
const ROWS_AT_ONCE = 4;

function correlations({ rows, columns, data }: Matrix): Float64Array {
  const sums = new Float64Array(columns);
  const products = new Float64Array(columns * columns);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) sums[column]! += data[row * columns + column]!;
  }
  const whole = rows - (rows % ROWS_AT_ONCE);
  for (let row = 0; row < whole; row += ROWS_AT_ONCE) {
    const r0 = row * columns;
    const r1 = r0 + columns;
    const r2 = r1 + columns;
    const r3 = r2 + columns;
    for (let column = 0; column < columns; column += 1) {
      const line = column * columns;
      const v0 = data[r0 + column]!;
      const v1 = data[r1 + column]!;
      const v2 = data[r2 + column]!;
      const v3 = data[r3 + column]!;
      for (let other = 0; other <= column; other += 1) {
        products[line + other]! +=
          v0 * data[r0 + other]! + v1 * data[r1 + other]! + v2 * data[r2 + other]! + v3 * data[r3 + other]!;
      }
    }
  }
  for (let row = whole; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const value = data[row * columns + column]!;
      for (let other = 0; other <= column; other += 1) {
        products[column * columns + other]! += value * data[row * columns + other]!;
      }
    }
  }
  for (let column = 0; column < columns; column += 1) {
    for (let other = 0; other <= column; other += 1) {
      const covariance =
        products[column * columns + other]! / rows - (sums[column]! / rows) * (sums[other]! / rows);
      products[column * columns + other] = covariance;
      products[other * columns + column] = covariance;
    }
  }
  return products;
}

function columnOf({ rows, columns, data }: Standardized, column: number): Float32Array {
  const values = new Float32Array(rows);
  for (let row = 0; row < rows; row += 1) values[row] = data[row * columns + column]!;
  return values;
}

/** The variance below which a component would only hold on to values that repeat; 0 where none do. */
function leastVariance(values: Float32Array): number {
  const sorted = values.sort();
  let distinct = 1;
  let gap = Infinity;
  let run = 1;
  let longest = 1;
  for (let at = 1; at < sorted.length; at += 1) {
    const step = sorted[at]! - sorted[at - 1]!;
    if (step > 0) {
      distinct += 1;
      gap = Math.min(gap, step);
      run = 0;
    }
    run += 1;
    longest = Math.max(longest, run);
  }
  if (distinct > 1 && distinct * ROWS_PER_VALUE <= sorted.length) return (gap * gap) / 12;
  return longest >= Math.max(2, ATOM_SHARE * sorted.length) ? ATOM_VARIANCE : 0;
}
