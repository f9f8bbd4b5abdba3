import { describe, expect, it } from 'vitest';
import { aimedTruth } from '../../../validation/data/aimed-truth.js';
import { gaussianClasses } from '../../../validation/data/gaussian-classes.js';
import { truthInStandardUnits } from '../../../validation/data/standard-units.js';
import { quantile } from '../../../src/estimation/quantile.js';
import { worstError } from '../../estimation/numbers.js';

describe('the truth a run aims at', () => {
  const dataset = gaussianClasses({ samples: 2000, irrelevantFirst: 20, firstUnit: 100 }, 1);

  it('has surprisals in standard units, or centred and spread alike', () => {
    expect(aimedTruth(dataset, 'standardized')).toEqual(truthInStandardUnits(dataset));
    const { h1, h2 } = aimedTruth(dataset, 'z-scored');
    const [first, second] = [h1.slice().sort(), h2.slice().sort()];
    const range = (sorted: Float64Array): number => quantile(sorted, 0.75) - quantile(sorted, 0.25);
    expect(quantile(first, 0.5) - quantile(second, 0.5)).toBeCloseTo(0, 9);
    expect(range(first)).toBeCloseTo(range(second), 9);
  });

  it('leaves the information alone', () => {
    const { i1, i2, i12 } = aimedTruth(dataset, 'z-scored');
    for (const [found, exact] of [
      [i1, dataset.truth.i1],
      [i2, dataset.truth.i2],
      [i12, dataset.truth.i12],
    ] as const) {
      expect(worstError(found, exact)).toBe(0);
    }
  });

  it('has no closed form of a common dimension', () => {
    expect(() => aimedTruth(dataset, 'common-dimension')).toThrow('no closed form');
  });
});
