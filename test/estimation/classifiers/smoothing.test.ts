import { describe, expect, it } from 'vitest';
import { smoothed, smoothedSlope } from '../../../src/estimation/classifiers/smoothing.js';

describe('smoothed', () => {
  it('mixes in half a pseudo-sample of the prior', () => {
    expect(smoothed(Math.log(1.6), 10)).toBeCloseTo(Math.log(16.5 / 10.5), 14);
    expect(smoothed(0, 10)).toBe(0);
    expect(smoothed(-Infinity, 10)).toBeCloseTo(-Math.log(21), 14);
  });

  it.each([-12, -3, -0.1, 0, 0.7, 4])('has the slope of finite differences at %d', (logRatio) => {
    const step = 1e-5;
    for (const samples of [1, 20, 5000]) {
      const difference = smoothed(logRatio + step, samples) - smoothed(logRatio - step, samples);
      // The differences' own error: ε/step, and step² of the curvature.
      expect(Math.abs(smoothedSlope(logRatio, samples) - difference / (2 * step))).toBeLessThan(1e-9);
    }
  });

  it('does not move with what is impossible', () => {
    expect(smoothedSlope(-Infinity, 10)).toBe(0);
    expect(smoothedSlope(Infinity, 10)).toBe(1);
  });
});
