import { describe, expect, it } from 'vitest';
import { labelLogProbability } from '../../../src/estimation/log-softmax.js';
import { corruptedPosteriors } from '../../../validation/data/corrupted-posteriors.js';
import { gaussianClasses } from '../../../validation/data/gaussian-classes.js';
import { logicDataset } from '../../../validation/data/logic-dataset.js';
import { logicTasks } from '../../../validation/data/logic-tasks.js';
import { topShare } from '../../../validation/data/top-share.js';
import { mean, worstError } from '../../estimation/numbers.js';

const dataset = gaussianClasses({ samples: 4000, classes: 3, noise: 0.3 }, 1);
const { classIndex } = dataset;
const logLoss = (scores: Float64Array): number => -mean(labelLogProbability(scores, classIndex, 3, 1));

describe('posteriors of a given accuracy', () => {
  it.each([0.7, 0.8, 0.9, 0.95])('have it and are calibrated: %d', (accuracy) => {
    for (const subject of ['first', 'both'] as const) {
      const { logProbabilities, ...made } = corruptedPosteriors(dataset, subject, accuracy, 1);
      expect(topShare(logProbabilities, classIndex, 3)).toBe(made.accuracy);
      expect(Math.abs(made.accuracy - accuracy)).toBeLessThan(1e-3);
      const sums = Array.from(classIndex, (_, row) =>
        logProbabilities.subarray(3 * row, 3 * row + 3).reduce((sum, value) => sum + Math.exp(value), 0),
      );
      expect(worstError(sums, new Array<number>(4000).fill(1))).toBeLessThan(1e-12);
      // Calibrated: the mean top probability is the accuracy (standard error .005), no temperature does better.
      const confidence = mean(
        Array.from(classIndex, (_, row) =>
          Math.exp(Math.max(...logProbabilities.subarray(3 * row, 3 * row + 3))),
        ),
      );
      expect(Math.abs(confidence - accuracy)).toBeLessThan(0.02);
      for (const factor of [0.95, 1.05]) {
        expect(logLoss(logProbabilities.map((value) => value * factor))).toBeGreaterThan(logLoss(logProbabilities)); // prettier-ignore
      }
    }
  });

  it('are the Bayes posterior of noisier features, whose temperature is known', () => {
    // Logits x/σ² + spread·ε are those of x + spread·σ²·ε, whose posterior divides them by 1 + spread²σ².
    const { spread, temperature } = corruptedPosteriors(dataset, 'first', 0.7, 1);
    expect(spread).toBeGreaterThan(3);
    expect(temperature / (1 + spread ** 2 * 0.09)).toBeGreaterThan(0.93);
    expect(temperature / (1 + spread ** 2 * 0.09)).toBeLessThan(1.07);
  });

  it('lose information with accuracy, and more so when overconfident', () => {
    const losses = [0.95, 0.8, 0.7].map((accuracy) => logLoss(corruptedPosteriors(dataset, 'first', accuracy, 1).logProbabilities)); // prettier-ignore
    expect(losses[0]).toBeGreaterThan(logLoss(dataset.logPosteriors.first));
    expect([...losses].sort((a, b) => a - b)).toEqual(losses);
    const bold = corruptedPosteriors(dataset, 'first', 0.7, 1, false);
    expect(bold.temperature).toBe(1);
    expect(bold.accuracy).toBe(corruptedPosteriors(dataset, 'first', 0.7, 1).accuracy);
    expect(logLoss(bold.logProbabilities)).toBeGreaterThan(2 * losses[2]!);
  });

  it('are the exact ones at the exact accuracy, and refuse more, less than chance, and impossible classes', () => {
    const best = topShare(dataset.logPosteriors.both, classIndex, 3);
    const { logProbabilities, spread } = corruptedPosteriors(dataset, 'both', best, 1, false);
    expect(spread).toBe(0);
    expect(worstError(logProbabilities, dataset.logPosteriors.both)).toBeLessThan(1e-12);
    expect(() => corruptedPosteriors(dataset, 'both', best + 0.001, 1)).toThrow('at most that of the exact');
    expect(() => corruptedPosteriors(dataset, 'both', NaN, 1)).toThrow('at most that of the exact');
    expect(() => corruptedPosteriors(dataset, 'both', 0.2, 1)).toThrow('below chance');
    const logic = logicDataset(logicTasks['XOR']!.outcomes, 8, 1);
    expect(() => corruptedPosteriors(logic, 'both', 0.7, 1)).toThrow('both: expected finite');
  });
});
