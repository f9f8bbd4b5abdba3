import { describe, expect, it } from 'vitest';
import { logClassPrior, pointwiseInformation } from '../../src/estimation/pointwise-information.js';
import { expectClose, float64, integers, mean } from './numbers.js';
import { reference } from './reference.js';

describe('logClassPrior', () => {
  it('is the log of the shares', () => {
    expectClose(logClassPrior(Int32Array.of(0, 1, 1, 1), 2), [Math.log(0.25), Math.log(0.75)], 1e-15);
  });
});

describe('pointwiseInformation', () => {
  const labels = Int32Array.of(0, 1, 1, 1);
  const prior = logClassPrior(labels, 2);

  it('is log p(y|x) − log p(y)', () => {
    const scores = Float64Array.of(0.5, 0.5, 0.25, 0.75, 0.1, 0.9, 0.8, 0.2).map(Math.log);
    const { values, quality } = pointwiseInformation(scores, labels, prior, false);
    expectClose(values, [2, 1, 1.2, 0.2 / 0.75].map(Math.log), 1e-14);
    expect(quality.temperature).toBe(1);
    expect(quality.accuracy).toBe(0.75);
    expect(quality.logLoss).toBeCloseTo(-mean([0.5, 0.75, 0.9, 0.2].map(Math.log)), 14);
  });

  it('is zero where the scores are the prior', () => {
    const scores = Float64Array.from({ length: 8 }, (_, index) => prior[index % 2]!);
    expectClose(pointwiseInformation(scores, labels, prior, false).values, [0, 0, 0, 0], 1e-15);
  });

  it.each(reference.temperature)('calibrates with the temperature of SciPy', (scipy) => {
    const classIndex = integers(scipy.labels);
    const classPrior = logClassPrior(classIndex, scipy.classes);
    const { values, quality } = pointwiseInformation(float64(scipy.logits), classIndex, classPrior, true);
    expect(quality.temperature).toBeCloseTo(scipy.temperature, 4);
    expect(quality.logLoss).toBeCloseTo(scipy.logLoss, 12);
    expect(mean(values)).toBeCloseTo(
      -scipy.logLoss - mean(classIndex.reduce<number[]>((all, c) => [...all, classPrior[c]!], [])),
      12,
    );
  });

  it('stays finite for scores of ±10⁴', () => {
    const scores = Float64Array.of(1e4, -1e4, 1e4, -1e4, -1e4, 1e4, -1e4, 1e4);
    for (const calibrate of [true, false]) {
      expect(pointwiseInformation(scores, labels, prior, calibrate).values.every(Number.isFinite)).toBe(true);
    }
  });
});
