import { describe, expect, it } from 'vitest';
import { presets } from '../../src/estimation/config.js';

const ascending = (values: readonly number[]): boolean =>
  values.every((value, index) => index === 0 || value > values[index - 1]!);

describe('presets', () => {
  it('are accurate and fast', () => {
    expect(Object.keys(presets)).toEqual(['accurate', 'fast']);
    expect(presets['fast']!.classifier.models).toBeLessThan(presets['accurate']!.classifier.models);
  });

  it.each(Object.entries(presets))(
    '%s is named after itself, and its values are in range',
    (name, config) => {
      const { classifier, density } = config;
      expect(config.preset).toBe(name);
      expect(config.folds).toBeGreaterThanOrEqual(2);
      expect(classifier.learningRate).toBeGreaterThan(0);
      expect(classifier.patience).toBeLessThan(classifier.maxEpochs);
      expect(density.ridge).toBeGreaterThan(0);
      expect(density.patience).toBeLessThan(density.maxIterations);
      for (const share of [classifier.validationShare, density.validationShare]) {
        expect(share).toBeGreaterThan(0);
        expect(share).toBeLessThan(0.5);
      }
      expect(density.components[0]).toBe(1);
      expect(ascending(density.components)).toBe(true);
      expect(ascending(density.shrinkages)).toBe(true);
      expect(density.shrinkages.every((shrinkage) => shrinkage >= 0 && shrinkage <= 1)).toBe(true);
      expect(JSON.parse(JSON.stringify(config))).toEqual(config);
    },
  );
});
