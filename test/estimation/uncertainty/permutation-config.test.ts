import { expect, it } from 'vitest';
import { permutationConfig } from '../../../src/estimation/uncertainty/permutation-config.js';
import { presets } from '../../../src/estimation/presets.js';

it.each(Object.entries(presets))(
  'saves folds, models and splits of preset %s, and nothing else',
  (_, config) => {
    const cheap = permutationConfig(config);
    expect(cheap.folds).toBe(3);
    expect(cheap.classifier.perceptron.models).toBe(1);
    expect(cheap.classifier.logistic.innerFoldRows).toBe(0);
    const { perceptron, logistic } = config.classifier;
    expect({
      ...cheap,
      folds: config.folds,
      classifier: {
        ...cheap.classifier,
        perceptron: { ...cheap.classifier.perceptron, models: perceptron.models },
        logistic: { ...cheap.classifier.logistic, innerFoldRows: logistic.innerFoldRows },
      },
    }).toEqual(config);
  },
);

it('never has more folds than the run', () => {
  expect(permutationConfig({ ...presets['fast']!, folds: 2 }).folds).toBe(2);
});
