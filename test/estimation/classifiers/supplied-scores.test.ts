import { describe, expect, it } from 'vitest';
import { assignFolds, splitByFold } from '../../../src/estimation/folds.js';
import { presets } from '../../../src/estimation/presets.js';
import { isSupplied, suppliedScores } from '../../../src/estimation/classifiers/supplied-scores.js';
import { gaussianClasses } from '../gaussian-classes.js';
import { worstError } from '../numbers.js';
import { runDecomposition } from '../run-decomposition.js';

describe('suppliedScores', () => {
  it.each([Float32Array, Float64Array])('are the held rows as they are: %p', (Numbers) => {
    const data = Numbers.from([-1, -2, -3, -4, -5, -6]);
    expect(suppliedScores({ rows: 3, columns: 2, data }, Int32Array.of(0, 2))).toEqual({
      values: Float64Array.of(-1, -2, -5, -6),
      columns: 2,
      diagnostics: { model: 'supplied' },
    });
  });

  it('are told from the run’s own', () => {
    expect(['supplied', 'frequency', 'trained'].map((model) => isSupplied({ model }))).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('a run with the exact posterior of both modalities supplied', () => {
  const fast = presets['fast']!;
  const config = {
    ...fast,
    classifier: {
      ...fast.classifier,
      perceptron: { ...fast.classifier.perceptron, hidden: 8, maxEpochs: 5 },
    },
  };
  const { features, truth } = gaussianClasses(300, 1);
  const { classIndex } = features;
  // The classes' shares are exactly .4 and .6, so that the posterior gives the exact i12.
  const data = new Float64Array(2 * 300);
  truth.i12.forEach((i12, sample) => {
    const label = classIndex[sample]!;
    const logProbability = i12 + Math.log(label === 0 ? 0.4 : 0.6);
    data[2 * sample + label] = logProbability;
    data[2 * sample + 1 - label] = Math.log1p(-Math.exp(logProbability));
  });
  const both = { rows: 300, columns: 2, data };

  it('has exactly its i12, and everything else as without it', async () => {
    const plain = await runDecomposition(config, 1, features);
    const run = await runDecomposition(config, 1, { ...features, supplied: { both } });
    // Differences of numbers of order 1, through one log-sum-exp.
    expect(worstError(run.columns.i12, truth.i12)).toBeLessThan(1e-13);
    expect(run.quality.both.weights).toEqual([1]);
    expect(run.quality.first).toEqual(plain.quality.first);
    for (const name of ['i1', 'i2', 'h1', 'h2'] as const)
      expect(run.columns[name]).toEqual(plain.columns[name]);
  });

  it('gives the step of each fold its own rows', async () => {
    const { scored } = await runDecomposition(config, 1, { ...features, supplied: { both } });
    const foldOf = assignFolds(classIndex, config.folds, 1);
    const steps = scored.filter(({ step }) => step.kind === 'CLASSIFIER' && step.subject === 'both');
    expect(steps).toHaveLength(config.folds);
    for (const { step, result } of steps) {
      const { held } = splitByFold(foldOf, step.fold);
      expect(result).toEqual(suppliedScores(both, held));
    }
  });
});
