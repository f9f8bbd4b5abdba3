import { describe, expect, it } from 'vitest';
import { mapLimited } from '../../validation/map-limited.js';
import {
  binomialTail,
  correlation,
  largestDifference,
  mean,
  range,
  rmse,
} from '../../validation/statistics.js';

describe('statistics of the validation suite', () => {
  it('have the values worked out by hand', () => {
    expect(mean([1, 2, 6])).toBe(3);
    expect(mean([])).toBeNaN();
    expect(rmse([1, 2, 3], [1, 4, 3])).toBeCloseTo(Math.sqrt(4 / 3), 15);
    expect(correlation([1, 2, 3], [-1, -2, -3])).toBeCloseTo(-1, 15);
    // Σxy = 1, Σx² = 2, Σy² = 2 about their means.
    expect(correlation([1, 2, 3], [1, 3, 2])).toBeCloseTo(0.5, 15);
    expect(correlation([1, 2], [5, 5])).toBeNaN();
    expect(largestDifference([1, -2], [1.5, -1])).toBe(1);
    expect(largestDifference([1, NaN], [1, 2])).toBeNaN();
    expect(range([3, -1, 2])).toBe(4);
  });

  it('have the binomial tails of SciPy', () => {
    // scipy.stats.binom.sf(k − 1, n, p)
    expect(binomialTail(60, 0.05, 6)).toBeCloseTo(0.0787192645766846, 12);
    expect(binomialTail(60, 0.045, 6)).toBeCloseTo(0.0524854944584002, 12);
    expect(binomialTail(2, 0.5, 2)).toBeCloseTo(0.25, 15);
    expect(binomialTail(7, 0.3, 0)).toBe(1);
  });

  it('keep to so many at once, and to the order of the items', async () => {
    let running = 0;
    let most = 0;
    const results = await mapLimited([30, 1, 20, 1, 1], 2, async (wait) => {
      most = Math.max(most, (running += 1));
      await new Promise((resolve) => setTimeout(resolve, wait));
      running -= 1;
      return wait * 2;
    });
    expect(results).toEqual([60, 2, 40, 2, 2]);
    expect(most).toBe(2);
    await expect(mapLimited([1], 2, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await mapLimited([], 2, () => Promise.resolve(1))).toEqual([]);
  });
});
