import { labelProbabilities } from './label-probabilities.js';
import { mixtureWeights, type MixtureOptions, type MixtureWeights } from './mixture-weights.js';
import type { Predictions } from './predictions.type.js';

export interface Stacking extends Omit<MixtureWeights, 'weights'> {
  /** `[M]`, each ≥ 0, sum 1. */
  readonly weights: Float64Array;
}

/**
 * Stacking (Wolpert 1992; Yao et al. 2018 of predictive distributions): the weights on the simplex with which the
 * average of the models gives the labels of `rows` the greatest mean log-probability, found by {@link mixtureWeights}.
 *
 * @param rows those that count, at least one
 */
export function stack(
  predictions: Predictions,
  rows: Int32Array,
  options: Partial<MixtureOptions> = {},
): Stacking {
  const found = mixtureWeights(
    { probabilities: labelProbabilities(predictions, rows), gates: null },
    options,
  );
  return { ...found, weights: found.weights[0]! };
}
