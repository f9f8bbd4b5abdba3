import { expect, it } from 'vitest';
import { someRows } from '../../src/estimation/some-rows.js';
import { range } from './numbers.js';

it.each([0, 1, 9, 10])('are all of %d rows where that is no more than 10', (rows) => {
  expect(someRows(rows, 10, 'x')).toEqual(range(rows));
});

it('are as many as asked for, ascending, each once, and the same every time', () => {
  const some = someRows(1000, 300, 'x');
  expect(some.length).toBe(300);
  for (const at of range(299)) expect(some[at + 1]).toBeGreaterThan(some[at]!);
  expect([some[0]! >= 0, some[299]! < 1000]).toEqual([true, true]);
  expect(someRows(1000, 300, 'x')).toEqual(some);
  expect(someRows(1000, 300, 'y')).not.toEqual(some);
});

it.each([2, 3, 4, 8])('are not in step with a period of %d', (period) => {
  const counts = new Float64Array(period);
  for (const row of someRows(4000, 1000, 'x')) counts[row % period]! += 1;
  // Drawn without replacement: the spread is less than a binomial's.
  const expected = 1000 / period;
  for (const count of counts) expect(Math.abs(count - expected)).toBeLessThan(4 * Math.sqrt(expected));
});
