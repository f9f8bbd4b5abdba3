import type { EstimationConfig } from '../config.js';

/** Folds of an estimation on permuted labels, at most. */
const MOST_FOLDS = 3;

/**
 * The cheaper estimation that a permutation test repeats: one perceptron a fold, penalties chosen on one split.
 * The observed labels go through the same (permutation 0), so nothing that is saved here favours them.
 */
export function permutationConfig(config: EstimationConfig): EstimationConfig {
  const { perceptron, logistic } = config.classifier;
  return {
    ...config,
    folds: Math.min(config.folds, MOST_FOLDS),
    classifier: {
      ...config.classifier,
      perceptron: { ...perceptron, models: 1 },
      logistic: { ...logistic, innerFoldRows: 0 },
    },
  };
}
