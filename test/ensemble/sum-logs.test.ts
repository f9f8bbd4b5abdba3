import { expect, it } from 'vitest';
import { sumLogs } from '../../src/ensemble/sum-logs.js';
import { Random } from '../../src/estimation/random.js';

it('sums logarithms as one after the other would, at any length', () => {
  const random = new Random(5, 'sum-logs');
  const values = Float64Array.from({ length: 70 }, () => random.uniform() * 3 + 1e-3);
  for (let length = 0; length <= values.length; length += 1) {
    const expected = values.subarray(0, length).reduce((sum, value) => sum + Math.log(value), 0);
    expect(sumLogs(values, length)).toBeCloseTo(expected, 11);
  }
});

it('neither underflows nor overflows within its range', () => {
  expect(sumLogs(new Float64Array(32).fill(1e-15), 32) / Math.log(1e-15)).toBeCloseTo(32, 11);
  expect(sumLogs(new Float64Array(32).fill(1e15), 32) / Math.log(1e15)).toBeCloseTo(32, 11);
});
