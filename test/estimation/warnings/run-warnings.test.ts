import { describe, expect, it } from 'vitest';
import type { ClassifierFacts, DensityFacts, RunFacts } from '../../../src/estimation/warnings/run-facts.js';
import { RUN_WARNING_CODES, type RunWarningCode } from '../../../src/estimation/warnings/run-warning.js';
import { runWarnings } from '../../../src/estimation/warnings/run-warnings.js';

const goodClassifier: ClassifierFacts = {
  accuracy: 0.9,
  logLoss: 0.3,
  calibration: { error: 0.02, errorByChance: 0.01 },
  drawnIn: 0,
  training: { models: 20, stoppedAtLastEpoch: 0 },
};
const goodDensity: DensityFacts = {
  kind: 'continuous',
  isConstant: false,
  meanSurprisal: 10,
  gaussianSurprisal: 11,
  rows: 800,
  dimension: 8,
  columnsLeftOut: { constant: 0, duplicate: 0, collinear: 0 },
};
const good: RunFacts = {
  samples: 1000,
  nonFiniteCount: 0,
  saturatedShare: 0.8,
  informationGap: 0.2,
  classes: [
    { label: 'cat', count: 500 },
    { label: 'dog', count: 500 },
  ],
  classEntropy: Math.log(2),
  classifiers: { first: goodClassifier, second: goodClassifier, both: goodClassifier },
  modalities: {
    first: { name: 'image', density: goodDensity },
    second: { name: 'text', density: goodDensity },
  },
  information: { I1: 0.4, I2: 0.3, I12: 0.5 },
  adjustment: { offset: 0, rule: 'none' },
  identityError: 1e-15,
  largestInformation: 3,
};

const withClassifier = (subject: 'first' | 'second' | 'both', facts: Partial<ClassifierFacts>): RunFacts => ({
  ...good,
  classifiers: { ...good.classifiers, [subject]: { ...goodClassifier, ...facts } },
});
const withDensity = (modality: 'first' | 'second', facts: Partial<DensityFacts>): RunFacts => ({
  ...good,
  modalities: {
    ...good.modalities,
    [modality]: { ...good.modalities[modality], density: { ...goodDensity, ...facts } },
  },
});
const codes = (facts: RunFacts): readonly RunWarningCode[] => runWarnings(facts).map(({ code }) => code);
const message = (facts: RunFacts): string => {
  const warnings = runWarnings(facts);
  expect(warnings).toHaveLength(1);
  return warnings[0]!.message;
};

/** For each code facts that call for it and no other, and the sentence. */
const cases: Readonly<Record<RunWarningCode, readonly (readonly [RunFacts, string])[]>> = {
  CLASSIFIER_UNINFORMATIVE: [
    [
      withClassifier('first', { logLoss: 0.7, accuracy: 0.5 }),
      "The classifier of image is no better than guessing by the classes' shares: its log-loss is 0.700 nats, that of guessing 0.693 nats (accuracy 50.0%).",
    ],
    [
      withClassifier('both', { logLoss: NaN, accuracy: NaN }),
      "The classifier of image and text together is no better than guessing by the classes' shares: its log-loss is not a number, that of guessing 0.693 nats (accuracy not a number).",
    ],
    [
      withClassifier('second', { logLoss: Infinity }),
      "The classifier of text is no better than guessing by the classes' shares: its log-loss is infinite, that of guessing 0.693 nats (accuracy 90.0%).",
    ],
  ],
  JOINT_CLASSIFIER_WORSE: [
    [
      { ...good, information: { I1: 0.4, I2: 0.3, I12: 0.35 } },
      'The classifier of image and text together finds less information (I12 = 0.350 nats) than that of image alone (0.400 nats), although it sees more: synergy is underestimated.',
    ],
    [
      { ...good, information: { I1: 0.1, I2: 0.3, I12: 0.2 } },
      'The classifier of image and text together finds less information (I12 = 0.200 nats) than that of text alone (0.300 nats), although it sees more: synergy is underestimated.',
    ],
    [
      // Noise of 250 samples is taken to be .2/√250 = .0126 nats.
      { ...good, samples: 250, information: { I1: 0.1, I2: 0.3, I12: 0.287 } },
      'The classifier of image and text together finds less information (I12 = 0.287 nats) than that of text alone (0.300 nats), although it sees more: synergy is underestimated.',
    ],
  ],
  UNDER_TRAINED: [
    [
      withClassifier('second', { training: { models: 20, stoppedAtLastEpoch: 3 } }),
      'The classifier of text was still improving in its last allowed epoch (3 of 20 models): allow more epochs.',
    ],
    [
      withClassifier('both', { training: { models: 1, stoppedAtLastEpoch: 1 } }),
      'The classifier of image and text together was still improving in its last allowed epoch (1 of 1 model): allow more epochs.',
    ],
  ],
  POORLY_CALIBRATED: [
    [
      withClassifier('first', { calibration: { error: 0.15, errorByChance: 0.03 } }),
      'The classifier of image is poorly calibrated: its confidence is off by 15.0% on average (by chance alone: 3.0%), and so are the probabilities that information is computed from.',
    ],
  ],
  OUTLIERS_DRAWN_IN: [
    [
      withClassifier('first', { drawnIn: 1 }),
      'image has 1 value far beyond the others of its column: classifiers see it drawn in. Look whether it is an error of the data.',
    ],
    [
      withClassifier('second', { drawnIn: 2 }),
      'text has 2 values far beyond the others of their columns: classifiers see them drawn in. Look whether they are errors of the data.',
    ],
  ],
  DENSITY_WORSE_THAN_GAUSSIAN: [
    [
      withDensity('first', { meanSurprisal: 12.5 }),
      'The density of image fits rows it has not seen worse than a single Gaussian does: mean surprisal 12.500 nats against 11.000 nats.',
    ],
    [
      withDensity('second', { meanSurprisal: NaN }),
      'The density of text fits rows it has not seen worse than a single Gaussian does: mean surprisal not a number against 11.000 nats.',
    ],
    [
      withDensity('second', { meanSurprisal: 8.58e55, gaussianSurprisal: -2e9 }),
      'The density of text fits rows it has not seen worse than a single Gaussian does: mean surprisal 8.58e+55 nats against -2.00e+9 nats.',
    ],
  ],
  SATURATED: [
    [
      { ...good, saturatedShare: 0.971 },
      "97.1% of the samples are saturated (more than 95%): their LSMI redundancy is all of one modality's information, chosen by the densities alone.",
    ],
  ],
  SMALL_CLASS: [
    [
      { ...good, classes: [...good.classes, { label: 'newt', count: 9 }] },
      '1 class has fewer than 10 rows, too few to be learned well: "newt" (9).',
    ],
    [
      { ...good, classes: 'abcdefg'.split('').map((label, index) => ({ label, count: 2 + index })) },
      '7 classes have fewer than 10 rows, too few to be learned well: "a" (2), "b" (3), "c" (4), "d" (5), "e" (6) and 2 more.',
    ],
    [
      { ...good, classes: 'abcde'.split('').map((label) => ({ label, count: 2 })) },
      '5 classes have fewer than 10 rows, too few to be learned well: "a" (2), "b" (2), "c" (2), "d" (2), "e" (2).',
    ],
    [
      {
        ...good,
        classes: [
          { label: 'newt (9).\nWarning SATURATED: 100%\u001b[2J\u009b2J\u2028', count: 9 },
          { label: 'x'.repeat(1000), count: 8 },
        ],
      },
      String.raw`2 classes have fewer than 10 rows, too few to be learned well: "newt (9).\nWarning SATURATED: 100…" (9), "${'x'.repeat(32)}…" (8).`,
    ],
    [
      { ...good, classes: [{ label: 'a\n\u001b[2J\u007f\u009b2J\u2028b', count: 9 }] },
      String.raw`1 class has fewer than 10 rows, too few to be learned well: "a\n\u001b[2J\u007f\u009b2J\u2028b" (9).`,
    ],
  ],
  FEW_ROWS_PER_DIMENSION: [
    [
      withDensity('first', { rows: 79 }),
      'The density of image has 79 rows for 8 dimensions (9.9 rows a dimension); a full covariance of that many dimensions errs by about 0.278 nats.',
    ],
    [
      // Ten rows a dimension, but 128 · 131 / 2 parameters.
      withDensity('second', { rows: 1600, dimension: 128 }),
      'The density of text has 1600 rows for 128 dimensions (12.5 rows a dimension); a full covariance of that many dimensions errs by about 2.620 nats.',
    ],
  ],
  COLUMNS_LEFT_OUT: [
    [
      withDensity('first', { columnsLeftOut: { constant: 1, duplicate: 0, collinear: 2 } }),
      'The density of image leaves out 3 columns that would add nothing (1 constant, 2 collinear with others).',
    ],
    [
      withDensity('second', { columnsLeftOut: { constant: 0, duplicate: 1, collinear: 0 } }),
      'The density of text leaves out 1 column that would add nothing (1 duplicate).',
    ],
    [
      withDensity('second', { columnsLeftOut: { constant: 10, duplicate: 20, collinear: 30 } }),
      'The density of text leaves out 60 columns that would add nothing (10 constant, 20 duplicate, 30 collinear with others).',
    ],
  ],
  CONSTANT_MODALITY: [
    [
      // It counts as discrete, which is not worth a warning beside this.
      withDensity('first', { kind: 'discrete', isConstant: true, gaussianSurprisal: null }),
      'image has the same value in every sample: its features know nothing about any label.',
    ],
    [
      withDensity('second', { kind: 'discrete', isConstant: true, gaussianSurprisal: null }),
      'text has the same value in every sample: its features know nothing about any label.',
    ],
  ],
  MIXED_KINDS: [
    [
      withDensity('first', { kind: 'discrete', gaussianSurprisal: null }),
      "image is discrete and text is continuous: surprisals of a probability and of a density have no common scale, so LSMI's redundancy rests on an arbitrary offset between them; use the evidence decomposition.",
    ],
    [
      withDensity('second', { kind: 'discrete', gaussianSurprisal: null }),
      "text is discrete and image is continuous: surprisals of a probability and of a density have no common scale, so LSMI's redundancy rests on an arbitrary offset between them; use the evidence decomposition.",
    ],
  ],
  ADJUSTED_TO_MIN_INFORMATION: [
    [
      { ...good, adjustment: { offset: -0.08, rule: 'negative-uniqueness' } },
      "The adjustment of -0.080 nats sets the mean redundancy to the smaller of the two modalities' information (image 0.400 nats, text 0.300 nats), whatever the densities say.",
    ],
    [
      {
        ...good,
        information: { I1: 0.4, I2: -0.0001, I12: 0.5 },
        adjustment: { offset: -0.08, rule: 'negative-uniqueness' },
      },
      "The adjustment of -0.080 nats sets the mean redundancy to the smaller of the two modalities' information (image 0.400 nats, text 0.000 nats), whatever the densities say.",
    ],
  ],
  NON_FINITE: [
    [
      { ...good, nonFiniteCount: 1 },
      '1 of 1000 samples has a value that is not finite; it is left out of every mean.',
    ],
    [
      { ...good, nonFiniteCount: 12 },
      '12 of 1000 samples have values that are not finite; they are left out of every mean.',
    ],
  ],
  IDENTITY_VIOLATED: [
    [
      { ...good, identityError: 2.5e-4 },
      'The components of a sample do not add up to its information (largest error: 2.5e-4 nats); the records are damaged.',
    ],
    [
      { ...good, identityError: 3.1e-9 },
      'The components of a sample do not add up to its information (largest error: 3.1e-9 nats); the records are damaged.',
    ],
    [
      { ...good, identityError: NaN },
      'The components of a sample do not add up to its information (largest error: not a number); the records are damaged.',
    ],
  ],
};

describe('runWarnings', () => {
  it('has nothing to say about a run in which nothing stands out', () => {
    expect(runWarnings(good)).toEqual([]);
  });

  it.each(RUN_WARNING_CODES)('gives %s where it applies, alone, in one sentence with the numbers', (code) => {
    for (const [facts, sentence] of cases[code]) {
      expect(codes(facts)).toEqual([code]);
      expect(message(facts)).toBe(sentence);
    }
  });

  it('warns of every classifier and modality that a warning applies to, in the order of the codes', () => {
    const bad = { ...goodClassifier, logLoss: 1, calibration: { error: 0.5, errorByChance: 0 } };
    const thin = { ...goodDensity, rows: 20 };
    const facts: RunFacts = {
      ...good,
      classifiers: { first: bad, second: bad, both: bad },
      modalities: { first: { name: 'a', density: thin }, second: { name: 'b', density: thin } },
      saturatedShare: 1,
      nonFiniteCount: 2,
    };
    const expected = [
      ...Array.from({ length: 3 }, () => 'CLASSIFIER_UNINFORMATIVE'),
      ...Array.from({ length: 3 }, () => 'POORLY_CALIBRATED'),
      ...Array.from({ length: 2 }, () => 'FEW_ROWS_PER_DIMENSION'),
      'SATURATED',
      'NON_FINITE',
    ];
    expect(codes(facts)).toEqual(expected);
  });

  it.each<readonly [string, RunFacts]>([
    ['log-loss .001 nats below guessing', withClassifier('first', { logLoss: Math.log(2) - 0.0011 })],
    ['joint information a rounding below', { ...good, information: { I1: 0.4, I2: 0.3, I12: 0.39999 } }],
    [
      'joint information as much below as noise of 200 samples has it',
      { ...good, samples: 200, information: { I1: 0.4, I2: 0.3, I12: 0.386 } },
    ],
    [
      'joint information little below, however many samples',
      { ...good, samples: 1e8, information: { I1: 0.4, I2: 0.3, I12: 0.3991 } },
    ],
    ['a classifier without epochs', withClassifier('first', { training: null })],
    [
      'a calibration error of exactly .1',
      withClassifier('first', { calibration: { error: 0.1, errorByChance: 0 } }),
    ],
    [
      'a calibration error as chance alone gives',
      withClassifier('first', { calibration: { error: 0.18, errorByChance: 0.1 } }),
    ],
    ['no calibration error', withClassifier('first', { calibration: { error: NaN, errorByChance: NaN } })],
    ['a density as good as a Gaussian', withDensity('first', { meanSurprisal: 11.0005 })],
    [
      'huge surprisals that are equal but for rounding',
      withDensity('first', { meanSurprisal: 8.5800000001e55, gaussianSurprisal: 8.58e55 }),
    ],
    ['a density without a Gaussian to compare with', withDensity('first', { gaussianSurprisal: null })],
    ['a saturated share of exactly .95', { ...good, saturatedShare: 0.95 }],
    [
      'saturated samples of two modalities that know the same',
      { ...good, saturatedShare: 1, informationGap: 0.0009 },
    ],
    ['an adjustment by rounding', { ...good, adjustment: { offset: -1e-10, rule: 'negative-uniqueness' } }],
    ['a saturated share of no samples', { ...good, saturatedShare: NaN }],
    ['a class of 10', { ...good, classes: [...good.classes, { label: 'newt', count: 10 }] }],
    ['10 rows a dimension', withDensity('first', { rows: 80 })],
    ['a modality without dimensions', withDensity('first', { dimension: 0 })],
    [
      'the other adjustment',
      { ...good, adjustment: { offset: 0.1, rule: 'negative-redundancy-or-synergy' } },
    ],
    ['rounding in the identities', { ...good, identityError: 2.9e-9 }],
    ['rounding where there is little information', { ...good, largestInformation: 0, identityError: 9e-10 }],
  ])('does not warn of %s', (_, facts) => {
    expect(codes(facts)).toEqual([]);
  });

  it('warns only of what can be told when no sample is finite', () => {
    const facts: RunFacts = {
      ...good,
      information: null,
      nonFiniteCount: 1000,
      saturatedShare: NaN,
      identityError: 0,
    };
    expect(codes(facts)).toEqual(['NON_FINITE']);
  });

  it('does not judge the rows of discrete modalities, two of which are comparable', () => {
    const discrete: DensityFacts = { ...goodDensity, kind: 'discrete', gaussianSurprisal: null, rows: 20 };
    const facts: RunFacts = {
      ...good,
      modalities: { first: { name: 'a', density: discrete }, second: { name: 'b', density: discrete } },
    };
    expect(codes(facts)).toEqual([]);
  });
});
