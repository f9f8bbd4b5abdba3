import { describe, expect, it } from 'vitest';
import { changedValues } from '../../src/actions/changed-values.js';
import { overrideConfig } from '../../src/actions/override-config.js';
import { presets } from '../../src/estimation/presets.js';

const accurate = presets['accurate']!;
const knife = presets['paper']!.density.knife;

describe('a preset with values of the user’s own', () => {
  it('changes the values named and no other, and can tell which', () => {
    const config = overrideConfig(accurate, {
      classifier: { perceptron: { hidden: 128 } },
      density: { components: [1, 2], knife },
      uncertainty: { bootstrap: 50 },
    });
    expect(config).toEqual({
      ...accurate,
      classifier: {
        ...accurate.classifier,
        perceptron: { ...accurate.classifier.perceptron, hidden: 128 },
      },
      density: { ...accurate.density, components: [1, 2], knife },
      uncertainty: { ...accurate.uncertainty, bootstrap: 50 },
    });
    expect(changedValues('accurate', config)).toEqual({
      'classifier.perceptron.hidden': 128,
      'density.components': [1, 2],
      'density.knife': knife,
      'uncertainty.bootstrap': 50,
    });
    expect(accurate.uncertainty.bootstrap).toBe(0);
  });

  it('is the preset itself where nothing is changed', () => {
    for (const [name, preset] of Object.entries(presets)) {
      expect(overrideConfig(preset, {})).toEqual(preset);
      expect(changedValues(name, preset)).toEqual({});
    }
    expect(changedValues('constructor', accurate)).toEqual({});
    const { folds: _, ...withoutFolds } = accurate;
    expect(changedValues('accurate', withoutFolds)).toEqual({});
  });

  it.each([
    [
      'an unknown name',
      { classifer: {} },
      'There is no value classifer: expected one of folds, prior, classifier, density, comparability, uncertainty.',
    ],
    [
      'an unknown name inside',
      { uncertainty: { bootstraps: 5 } },
      'There is no value uncertainty.bootstraps: expected one of bootstrap, confidence, repetitions, permutations under uncertainty.',
    ],
    [
      'a name that objects have by nature',
      JSON.parse('{"__proto__": {"folds": 3}}') as Record<string, unknown>,
      'There is no value __proto__: expected one of folds, prior, classifier, density, comparability, uncertainty.',
    ],
    [
      'an unknown name where the preset has null',
      { density: { knife: { ...knife, rate: 1 } } },
      'There is no value density.knife.rate: expected one of start, learningRate, decayAfterEpoch, batchSize, maxEpochs, patience, scaleLimit under density.knife.',
    ],
    [
      'a value of part of what is null',
      { density: { knife: { start: 'data' } } },
      'The values density.knife.learningRate (a number above 0, at most 1), density.knife.decayAfterEpoch (a whole number from 1 to 10000, or null), density.knife.batchSize (a whole number from 1 to 65536), density.knife.maxEpochs (a whole number from 1 to 10000), density.knife.patience (a whole number from 1 to 10000, or null) and density.knife.scaleLimit (a number above 0, at most 20) are missing.',
    ],
    [
      'all but one value of what is null',
      { density: { knife: { ...knife, start: undefined } } },
      'The value density.knife.start is missing: expected one of data, random.',
    ],
    [
      'an unknown name, before what is missing beside it and what is wrong elsewhere',
      { folds: 1, density: { knife: { nope: 'data' } } },
      'There is no value density.knife.nope: expected one of start, learningRate, decayAfterEpoch, batchSize, maxEpochs, patience, scaleLimit under density.knife.',
    ],
    ...[
      { classifier: { logistic: { lasso: [0.005, 0.5] } } },
      { classifier: { logistic: { ridge: [4, 4] } } },
    ].map((overrides): [string, object, string] => [
      `strengths that do not descend: ${JSON.stringify(overrides)}`,
      overrides,
      `The value classifier.logistic.${Object.keys(overrides.classifier.logistic)[0]!} cannot be used: every number must be less than the one before.`,
    ]),
    ...[
      { components: [20, 1] },
      { components: [1, 2, 2] },
      { projections: [16, 8] },
      { shrinkages: [0, 0.1, 0.1] },
    ].map((density): [string, object, string] => [
      `a list that does not ascend: ${JSON.stringify(density)}`,
      { density },
      `The value density.${Object.keys(density)[0]!} cannot be used: every number must be more than the one before.`,
    ]),
    [
      'one kind of covariance twice',
      { density: { covariances: ['own', 'own'] } },
      'The value density.covariances cannot be used: every kind of covariance may be named once.',
    ],
    [
      'a text for a number',
      { folds: 'five' },
      'The value folds must be a whole number from 2 to 20, got "five".',
    ],
    ['a fraction', { folds: 2.5 }, 'The value folds must be a whole number from 2 to 20, got 2.5.'],
    ['too many', { folds: 21 }, 'The value folds must be a whole number from 2 to 20, got 21.'],
    ['too few', { folds: 1 }, 'The value folds must be a whole number from 2 to 20, got 1.'],
    ['NaN', { folds: NaN }, 'The value folds must be a whole number from 2 to 20, got NaN.'],
    ['infinity', { folds: Infinity }, 'The value folds must be a whole number from 2 to 20, got Infinity.'],
    ['null', { folds: null }, 'The value folds must be a whole number from 2 to 20, got null.'],
    [
      'a share that is none',
      { uncertainty: { confidence: 90 } },
      'The value uncertainty.confidence must be a number above 0 and below 1, got 90.',
    ],
    [
      'an unknown choice',
      { comparability: 'zscored' },
      'The value comparability must be one of standardized, common-dimension, z-scored, got "zscored".',
    ],
    [
      'a number for an object',
      { classifier: { perceptron: 3 } },
      'The value classifier.perceptron must be an object with values for hidden, learningRate, decayAfterEpoch, weightDecay, batchSize, maxEpochs, patience, validationShare, models, got 3.',
    ],
    [
      'an object for a number',
      { folds: { more: 'x'.repeat(100) } },
      `The value folds must be a whole number from 2 to 20, got {"more":"${'x'.repeat(51)}….`,
    ],
    [
      'a number for true or false',
      { classifier: { calibrate: 1 } },
      'The value classifier.calibrate must be true or false, got 1.',
    ],
    [
      'a number for a list',
      { density: { components: 5 } },
      'The value density.components must be a list of 1 to 20, each a whole number from 1 to 200, got 5.',
    ],
    [
      'one element of a list',
      { density: { components: [1, 0] } },
      'The value density.components[1] must be a whole number from 1 to 200, got 0.',
    ],
    [
      'an empty list',
      { classifier: { candidates: [] } },
      'The value classifier.candidates must be a list of at least 1, each one of perceptron, logistic, sparse-logistic, got [].',
    ],
    [
      'one candidate twice',
      { classifier: { candidates: ['logistic', 'logistic'] } },
      'The value classifier.candidates cannot be used: every candidate may be named once.',
    ],
    [
      'a text where a number or null may be',
      { classifier: { perceptron: { patience: 'never' } } },
      'The value classifier.perceptron.patience must be a whole number from 1 to 10000, or null, got "never".',
    ],
    [
      'KNIFE without its values',
      { density: { family: 'knife' } },
      'The value density.knife cannot be used: a density of the family knife needs values for it.',
    ],
    ['another preset', { preset: 'fast' }, 'The value preset cannot be overridden: choose another preset.'],
  ])('refuses %s', (_, overrides: object, message) => {
    expect(() => overrideConfig(accurate, { ...overrides })).toThrow(
      expect.objectContaining({ name: 'InputFailure', code: 'BAD_CONFIG', field: 'config', message }),
    );
  });
});
