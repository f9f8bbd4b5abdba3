import type { EstimationRequest } from '../../src/actions/start-estimation.js';

/** A run of seconds that has everything a run can have. */
export const quickRequest = {
  dataset: 'small',
  preset: 'fast',
  config: { folds: 2, classifier: { perceptron: { hidden: 8, maxEpochs: 6 } } },
  uncertainty: { repetitions: 2, permutations: 3, bootstrap: 50 },
} as const satisfies EstimationRequest;
