import { describe, expect, it } from 'vitest';
import {
  discreteLimit,
  findDistinctRows,
  pairCodes,
  type DistinctRows,
} from '../../src/estimation/distinct-rows.js';
import { Random } from '../../src/estimation/random.js';
import { float64, integers } from './numbers.js';

const distinct = (columns: number, values: readonly number[], limit = 100): DistinctRows | null =>
  findDistinctRows({ rows: values.length / columns, columns, data: float64(values) }, limit);

/** Codes by the text of each row: slow and obvious. */
function byText(columns: number, values: readonly number[]): DistinctRows {
  const seen: string[] = [];
  const codes: number[] = [];
  for (let start = 0; start < values.length; start += columns) {
    const text = values.slice(start, start + columns).join();
    if (!seen.includes(text)) seen.push(text);
    codes.push(seen.indexOf(text));
  }
  return { codes: integers(codes), count: seen.length };
}

describe('findDistinctRows', () => {
  it('numbers rows in order of first appearance', () => {
    expect(distinct(2, [1, 2, 3, 4, 1, 2, 2, 1])).toEqual({ codes: integers([0, 1, 0, 2]), count: 3 });
  });

  it('takes −0 and 0 for one value', () => {
    expect(distinct(1, [0, -0, 1, -0])).toEqual({ codes: integers([0, 0, 1, 0]), count: 2 });
    expect(distinct(2, [5, -0, 5, 0])?.count).toBe(1);
  });

  it('tells neighbouring floats apart, in the precision of the file', () => {
    const value = 1 + Number.EPSILON;
    expect(distinct(1, [1, value, 1])?.count).toBe(2);
    const narrow = { rows: 2, columns: 1, data: Float32Array.of(1, 1 + 2 ** -23) };
    expect(findDistinctRows(narrow, 9)?.count).toBe(2);
    expect(findDistinctRows({ ...narrow, data: Float32Array.of(1, value) }, 9)?.count).toBe(1);
  });

  it('agrees with comparison by text on random rows', () => {
    const random = new Random(5, 'distinct');
    for (const columns of [1, 2, 5]) {
      const values = Array.from({ length: 300 * columns }, () => random.integer(3) * 0.1 - 0.1);
      expect(distinct(columns, values, 300)).toEqual(byText(columns, values));
    }
  });

  it('keeps rows apart that share a hash', () => {
    // 32-bit hashes of 200,000 different values: about 4.7 collisions are expected (N²/2³³), none with
    // probability below 1%, and each would merge two rows if rows were not compared.
    const count = 200_000;
    const random = new Random(5, 'collisions');
    const values = Float64Array.from({ length: count }, (_, row) => row + random.uniform());
    expect(findDistinctRows({ rows: count, columns: 1, data: values }, count + 1)?.count).toBe(count);
  });

  it('is null exactly when there are more than the limit', () => {
    const values = [1, 2, 3, 1, 2, 3];
    expect(distinct(1, values, 3)?.count).toBe(3);
    expect(distinct(1, values, 2)).toBeNull();
    expect(distinct(1, [4, 4], 1)?.count).toBe(1);
  });

  it('takes no rows and no columns', () => {
    expect(distinct(1, [])).toEqual({ codes: integers([]), count: 0 });
    expect(findDistinctRows({ rows: 3, columns: 0, data: float64([]) }, 1)).toEqual({
      codes: integers([0, 0, 0]),
      count: 1,
    });
  });
});

describe('pairCodes', () => {
  it('numbers the pairs that occur', () => {
    const first = { codes: integers([0, 0, 1, 1, 0]), count: 2 };
    const second = { codes: integers([0, 2, 0, 1, 2]), count: 3 };
    expect(pairCodes(first, second)).toEqual({ codes: integers([0, 1, 2, 3, 1]), count: 4 });
  });

  it('agrees with comparing rows of both side by side', () => {
    const random = new Random(5, 'pairs');
    const rows = Array.from({ length: 400 }, () => [random.integer(7), random.integer(5)] as const);
    const first = distinct(1, rows.map(([a]) => a)); // prettier-ignore
    const second = distinct(1, rows.map(([, b]) => b)); // prettier-ignore
    expect(pairCodes(first!, second!)).toEqual(distinct(2, rows.flat()));
  });
});

describe('discreteLimit', () => {
  it.each([
    [0, 1],
    [39, 1],
    [40, 2],
    [20_000, 1000],
    [1e9, 4096],
  ])('of %d rows is %d', (rows, limit) => expect(discreteLimit(rows)).toBe(limit));
});
