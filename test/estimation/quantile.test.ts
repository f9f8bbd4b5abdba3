import { describe, expect, it } from 'vitest';
import { quantile } from '../../src/estimation/quantile.js';
import { float64 } from './numbers.js';

const probabilities = [0, 0.05, 0.25, 0.3, 0.5, 0.9, 0.95, 1];

describe('quantile', () => {
  // Expected values: numpy.quantile, NumPy 1.24.2.
  it.each([
    [
      [1, 2, 4, 8, 16],
      [1, 1.2, 2, 2.4, 4, 12.8, 14.4, 16],
    ],
    [[3], [3, 3, 3, 3, 3, 3, 3, 3]],
    [
      [-5, -5, 0, 7],
      [-5, -5, -5, -5, -2.5, 4.9, 5.95, 7],
    ],
  ])("of %j is NumPy's", (values, expected) => {
    probabilities.forEach((probability, index) => {
      expect(quantile(float64(values), probability)).toBeCloseTo(expected[index]!, 13);
    });
  });
});
