import type { Matrix } from '../domain/matrix.js';

/** The distinct rows of a matrix: `codes[i]` numbers row i's value, in order of first appearance. */
export interface DistinctRows {
  readonly codes: Int32Array;
  readonly count: number;
}

/**
 * Numbers the distinct rows, or returns null as soon as there are more than `limit`: continuous features
 * are told as soon as they show more.
 */
export function findDistinctRows(matrix: Matrix, limit: number): DistinctRows | null {
  const { rows, columns, data } = matrix;
  const codes = new Int32Array(rows);
  const representatives: number[] = [];
  const byHash = new Map<number, number[]>();
  const words = new Uint32Array(2);
  const value = new Float64Array(words.buffer);
  for (let row = 0; row < rows; row += 1) {
    let hash = 0x811c9dc5;
    for (let column = 0; column < columns; column += 1) {
      value[0] = data[row * columns + column]! + 0; // −0 and 0 are one value
      hash = Math.imul(hash ^ words[0]!, 0x01000193);
      hash = Math.imul(hash ^ words[1]!, 0x01000193);
      hash ^= hash >>> 15;
    }
    const bucket = byHash.get(hash) ?? [];
    let code = bucket.find((candidate) => sameRow(matrix, representatives[candidate]!, row));
    if (code === undefined) {
      code = representatives.length;
      if (code === limit) return null;
      representatives.push(row);
      bucket.push(code);
      byHash.set(hash, bucket);
    }
    codes[row] = code;
  }
  return { codes, count: representatives.length };
}

/** One code for each pair of codes that occurs. */
export function pairCodes(first: DistinctRows, second: DistinctRows): DistinctRows {
  const seen = new Map<number, number>();
  const codes = first.codes.map((code, row) => {
    const pair = code * second.count + second.codes[row]!;
    const known = seen.get(pair);
    if (known !== undefined) return known;
    seen.set(pair, seen.size);
    return seen.size - 1;
  });
  return { codes, count: seen.size };
}

/** Rows a value must have on average before its frequency is worth more than a smooth density. */
export const ROWS_PER_DISTINCT_VALUE = 20;
const MOST_DISTINCT_VALUES = 4096;

/** The most distinct rows with which `rows` samples of a modality still count as discrete. */
export function discreteLimit(rows: number): number {
  return Math.max(1, Math.min(MOST_DISTINCT_VALUES, Math.floor(rows / ROWS_PER_DISTINCT_VALUE)));
}

function sameRow(matrix: Matrix, left: number, right: number): boolean {
  const { columns, data } = matrix;
  for (let column = 0; column < columns; column += 1) {
    if (data[left * columns + column] !== data[right * columns + column]) return false;
  }
  return true;
}
