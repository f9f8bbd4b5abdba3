import type { Matrix } from '../domain/matrix.js';

/** How far from 1 the probabilities of a row may add up. */
export const SUM_TOLERANCE = 1e-3;
/** Share of the rows that must look like something else before it is called that. */
const TELLING = 0.9;
/** Values of a row that a message names. */
const NAMED = 10;

export type ScoreRow = Matrix['data'];

/** What numbers may be, and what each would be the probability of, were they that. */
export type Reading = readonly [reading: string, probability: (value: number) => number];

export const READ_AS_LOGS = (value: number): number => Math.exp(value);
/** Below 0 nothing is a probability: the row adds to no number. */
export const READ_AS_PROBABILITIES = (value: number): number => (value < 0 ? NaN : value);

export function rowOf({ columns, data }: Matrix, row: number): ScoreRow {
  return data.subarray(row * columns, (row + 1) * columns);
}

export function sumOf(values: ScoreRow, probability: (value: number) => number): number {
  let sum = 0;
  for (const value of values) sum += probability(value);
  return sum;
}

export function isOne(sum: number): boolean {
  return Math.abs(sum - 1) <= SUM_TOLERANCE;
}

/** The first of the readings by which nine rows in ten add to 1; null where there is none. */
export function likelyReading(matrix: Matrix, readings: readonly Reading[]): string | null {
  for (const [reading, probability] of readings) {
    let fitting = 0;
    for (let row = 0; row < matrix.rows; row += 1) {
      if (isOne(sumOf(rowOf(matrix, row), probability))) fitting += 1;
    }
    if (fitting >= TELLING * matrix.rows) return reading;
  }
  return null;
}

/** The beginning of a row, as a message shows it. */
export function shownRow(values: ScoreRow): string {
  return values.slice(0, NAMED).join(', ') + (values.length > NAMED ? ', …' : '');
}
