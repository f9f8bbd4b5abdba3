import { describe, expect, it } from 'vitest';
import { presets } from '../../src/estimation/presets.js';

const ascending = (values: readonly number[]): boolean =>
  values.every((value, index) => index === 0 || value > values[index - 1]!);
const descending = (values: readonly number[]): boolean => ascending([...values].reverse());

describe('presets', () => {
  it('are accurate, fast and paper', () => {
    expect(Object.keys(presets)).toEqual(['accurate', 'fast', 'paper']);
    const [accurate, fast] = [presets['accurate']!.classifier, presets['fast']!.classifier];
    expect(fast.perceptron.models).toBeLessThan(accurate.perceptron.models);
    expect(fast.candidates.length).toBeLessThan(accurate.candidates.length);
  });

  it.each(Object.entries(presets))(
    '%s is named after itself, and its values are in range',
    (name, config) => {
      const { classifier, density, uncertainty } = config;
      const { perceptron, logistic } = classifier;
      expect(config.preset).toBe(name);
      expect(config.folds).toBeGreaterThanOrEqual(2);
      expect(new Set(classifier.candidates).size).toBe(classifier.candidates.length);
      expect(classifier.candidates.length).toBeGreaterThan(0);
      expect(perceptron.learningRate).toBeGreaterThan(0);
      if (perceptron.patience !== null) expect(perceptron.patience).toBeLessThan(perceptron.maxEpochs);
      expect(density.ridge).toBeGreaterThan(0);
      expect(density.patience).toBeLessThan(density.maxIterations);
      for (const share of [perceptron.validationShare, density.validationShare]) {
        expect(share).toBeGreaterThan(0);
        expect(share).toBeLessThan(0.5);
      }
      for (const strengths of [logistic.ridge, logistic.lasso]) {
        expect(descending(strengths)).toBe(true);
        expect(Math.min(...strengths)).toBeGreaterThan(0);
      }
      expect(logistic.lasso[0]).toBeLessThan(1); // at 1 nothing is left to choose from
      expect(logistic.innerFolds).toBeGreaterThanOrEqual(2);
      expect(ascending(density.components)).toBe(true);
      expect(ascending(density.projections)).toBe(true);
      expect(density.components[0] === 1 || density.family === 'knife').toBe(true);
      expect(ascending(density.shrinkages)).toBe(true);
      expect(density.shrinkages.every((shrinkage) => shrinkage >= 0 && shrinkage <= 1)).toBe(true);
      expect(density.family === 'knife' ? density.knife !== null : true).toBe(true);
      expect(uncertainty).toEqual({ bootstrap: 0, confidence: 0.9, repetitions: 1, permutations: 0 });
      expect(JSON.parse(JSON.stringify(config))).toEqual(config);
    },
  );
});

/** The published recipe (Yang, Wang & Hu 2025) as `presets.ts` documents it. */
describe('preset paper', () => {
  const { classifier, density, prior, comparability } = presets['paper']!;

  it('counts information from equal classes, uncalibrated', () => {
    expect([prior, classifier.calibrate, comparability]).toEqual(['uniform', false, 'standardized']);
  });

  it('trains one perceptron for thirty epochs on all rows, the rate a tenth after half of them', () => {
    expect(classifier.candidates).toEqual(['perceptron']);
    expect(classifier.perceptron).toMatchObject({
      models: 1,
      maxEpochs: 30,
      patience: null,
      decayAfterEpoch: 15,
      learningRate: 1e-3,
      weightDecay: 0,
      batchSize: 32,
    });
  });

  it('trains a KNIFE density of one fixed size from random means, scales within e^±1', () => {
    expect(density.family).toBe('knife');
    expect(density.components).toHaveLength(1);
    expect(density.projections).toEqual([]);
    expect(density.knife).toEqual({
      start: 'random',
      learningRate: 1e-3,
      decayAfterEpoch: 20,
      batchSize: 32,
      maxEpochs: 30,
      patience: null,
      scaleLimit: 1,
    });
  });
});
