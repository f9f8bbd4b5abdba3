import { describe, expect, it } from 'vitest';
import { aimedTruth } from '../../../validation/data/aimed-truth.js';
import { gaussianClasses } from '../../../validation/data/gaussian-classes.js';
import { truthInStandardUnits } from '../../../validation/data/standard-units.js';
import { mean, worstError } from '../../estimation/numbers.js';

describe('the truth a run aims at', () => {
  const dataset = gaussianClasses({ samples: 2000, irrelevantFirst: 20, firstUnit: 100 }, 1);

  it('has surprisals in standard units, or centred and spread alike', () => {
    expect(aimedTruth(dataset, 'standardized')).toEqual(truthInStandardUnits(dataset));
    const { h1, h2 } = aimedTruth(dataset, 'z-scored');
    const spread = (values: Float64Array): number => {
      const centre = mean(values);
      return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
    };
    expect(mean(h1) - mean(h2)).toBeCloseTo(0, 9);
    expect(spread(h1)).toBeCloseTo(spread(h2), 9);
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
