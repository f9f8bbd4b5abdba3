import type { EstimationConfig, UncertaintyConfig } from './config.js';

const noUncertainty: UncertaintyConfig = { bootstrap: 0, confidence: 0.9, repetitions: 1, permutations: 0 };

const accurate: EstimationConfig = {
  preset: 'accurate',
  folds: 5,
  prior: 'empirical',
  classifier: {
    candidates: ['perceptron', 'logistic', 'sparse-logistic'],
    calibrate: true,
    perceptron: {
      hidden: 64,
      learningRate: 1e-3,
      decayAfterEpoch: null,
      weightDecay: 1e-2,
      batchSize: 64,
      maxEpochs: 100,
      patience: 6,
      validationShare: 0.12,
      models: 4,
    },
    logistic: {
      ridge: [4, 1.5, 0.5, 0.15, 0.05, 0.015, 0.005, 0.0015],
      lasso: [0.5, 0.3, 0.2, 0.1, 0.05, 0.025, 0.01, 0.005],
      innerFolds: 4,
      innerFoldRows: 1_000,
      maxIterations: 200,
      maxRows: 50_000,
    },
  },
  density: {
    family: 'mixture',
    components: [1, 2, 5, 10, 20],
    covariances: ['tied', 'own'],
    sparse: true,
    shrinkages: [0, 0.03, 0.1, 0.3, 1],
    ridge: 1e-4,
    maxIterations: 60,
    patience: 3,
    validationShare: 0.12,
    projections: [8, 16, 32, 64, 128],
    knife: null,
  },
  comparability: 'z-scored',
  uncertainty: noUncertainty,
};

const fast: EstimationConfig = {
  ...accurate,
  preset: 'fast',
  classifier: {
    ...accurate.classifier,
    candidates: ['perceptron'],
    perceptron: { ...accurate.classifier.perceptron, models: 1, patience: 4 },
  },
  density: { ...accurate.density, components: [1] },
};

/**
 * The published recipe (Yang, Wang & Hu 2025) with its errors mended: gradients are zeroed, terms belong to their
 * samples, probabilities stay in log space, and every sample is scored out of fold.
 */
const paper: EstimationConfig = {
  ...accurate,
  preset: 'paper',
  prior: 'uniform',
  comparability: 'standardized',
  classifier: {
    ...accurate.classifier,
    candidates: ['perceptron'],
    calibrate: false,
    perceptron: {
      hidden: 64,
      learningRate: 1e-3,
      decayAfterEpoch: 15,
      weightDecay: 0,
      batchSize: 32,
      maxEpochs: 30,
      patience: null,
      validationShare: 0.12,
      models: 1,
    },
  },
  density: {
    ...accurate.density,
    family: 'knife',
    components: [5],
    sparse: false,
    projections: [],
    knife: {
      start: 'random',
      learningRate: 1e-3,
      decayAfterEpoch: 20,
      batchSize: 32,
      maxEpochs: 30,
      patience: null,
      scaleLimit: 1,
    },
  },
};

/** Named, complete sets of values. */
export const presets: Readonly<Record<string, EstimationConfig>> = { accurate, fast, paper };
