import { describe, expect, it } from 'vitest';
import { interleave, ratio } from '../../../bench/estimate/interleave.js';
import { powerOf } from '../../../bench/estimate/power-of.js';

describe('the arithmetic of the benchmark', () => {
  it('finds the exponent of a power law', () => {
    expect(powerOf([1, 2, 4, 8], [3, 12, 48, 192])).toBeCloseTo(2, 12);
    expect(powerOf([10, 100], [5, 5])).toBeCloseTo(0, 12);
  });

  it('takes the median of rounds, a time each, whatever fits into one', async () => {
    const contender = (name: string, milliseconds: number) => ({
      name,
      run: (times: number) => Promise.resolve(times * milliseconds),
      close: () => Promise.resolve(),
    });
    const timings = await interleave([contender('slow', 6), contender('fast', 0.5)], {
      rounds: 3,
      millisecondsEach: 10,
    });
    expect(timings).toEqual([
      { name: 'slow', median: 6, least: 6, most: 6 },
      { name: 'fast', median: 0.5, least: 0.5, most: 0.5 },
    ]);
    expect(ratio(timings, 'slow', 'fast')).toBe(12);
    expect(ratio(timings, 'slow', 'absent')).toBeNull();
  });
});
