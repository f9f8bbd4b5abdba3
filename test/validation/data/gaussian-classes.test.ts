import { describe, expect, it } from 'vitest';
import { gaussianClasses } from '../../../validation/data/gaussian-classes.js';
import { smallGaussianClasses } from '../../../validation/references/small-datasets.js';
import { mean, worstError } from '../../estimation/numbers.js';
import { expectPlanted } from '../expect-planted.js';
import { reference } from '../reference.js';
import { sumOf } from '../sum-of.js';

describe('the Gaussian classes', () => {
  it("have SciPy's truths, from joint covariances, with every option set", () => {
    const dataset = smallGaussianClasses();
    const { truth, clean, logPosteriors, first, second } = dataset;
    const expected = reference.gaussianClasses;
    expect(sumOf([first, second])).toBeCloseTo(expected.sum, 8);
    for (const name of ['i1', 'i2', 'i12', 'h1', 'h2'] as const) {
      expect(worstError(truth[name], expected[name])).toBeLessThan(1e-11);
    }
    expect(worstError(clean.h1, expected.clean_h1)).toBeLessThan(1e-11);
    expect(worstError(clean.h2, expected.clean_h2)).toBeLessThan(1e-11);
    expect(worstError(logPosteriors.first, expected.posterior1)).toBeLessThan(1e-11);
    expect(worstError(logPosteriors.second, expected.posterior2)).toBeLessThan(1e-11);
    expect(worstError(logPosteriors.both, expected.posterior12)).toBeLessThan(1e-11);
    expectPlanted(dataset);
    expect(clean.r).not.toEqual(truth.r);
  });

  it.each([0.5, 1])('have the mean information found by numeric integration, noise %d', (noise) => {
    const { truth } = gaussianClasses({ samples: 40_000, noise }, 3);
    for (const name of ['i1', 'i12'] as const) {
      const deviation = mean(truth[name]) - reference.meanInformation[`${name}, noise ${noise}`]!;
      const error = standardError(truth[name]);
      expect(Math.abs(deviation)).toBeLessThan(4 * error);
      expect(error).toBeLessThan(0.004);
    }
  });

  it('are the same samples with and without irrelevant columns, in whatever units', () => {
    const plain = gaussianClasses({ samples: 50, classes: 4 }, 9);
    const other = gaussianClasses(
      { samples: 50, classes: 4, irrelevantFirst: 20, irrelevantSecond: 3, firstUnit: 1e-6 },
      9,
    );
    expect(other.classIndex).toEqual(plain.classIndex);
    expect(other.logPosteriors).toEqual(plain.logPosteriors);
    expect(other.clean).toEqual(plain.truth);
    expect(plain.clean).toEqual(plain.truth);
    expect(other.first.columns).toBe(24);
    expect(other.second.columns).toBe(7);
    const back = plain.first.data.map((_, at) => other.first.data[Math.floor(at / 4) * 24 + (at % 4)]! * 1e6);
    expect(worstError(back, plain.first.data)).toBeLessThan(1e-14);
  });

  it('follow the seed', () => {
    expect(gaussianClasses({ samples: 20 }, 1)).toEqual(gaussianClasses({ samples: 20 }, 1));
    expect(gaussianClasses({ samples: 20 }, 2).first).not.toEqual(gaussianClasses({ samples: 20 }, 1).first);
  });

  it('share their noise as far as they are told to', () => {
    const noiseOf = (correlation: number): number => {
      const { first, second, classIndex } = gaussianClasses({ samples: 20_000, noise: 2, correlation }, 4);
      const centred = (data: ArrayLike<number>) =>
        Array.from(classIndex, (label, row) => data[2 * row]! - (label === 0 ? 1 : 0));
      const [a, b] = [centred(first.data), centred(second.data)];
      return mean(a.map((value, row) => value * b[row]!)) / 4;
    };
    // Four standard errors of 20,000 products: .03 to .04.
    expect(noiseOf(0.8)).toBeCloseTo(0.8, 1);
    expect(Math.abs(noiseOf(0))).toBeLessThan(0.03);
    expect(noiseOf(-0.5)).toBeCloseTo(-0.5, 1);
  });
});

function standardError(values: Float64Array): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)) / values.length);
}
