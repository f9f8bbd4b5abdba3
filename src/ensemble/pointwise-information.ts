import { labelProbabilities } from './label-probabilities.js';
import type { Predictions } from './predictions.type.js';

/**
 * What each model says of each sample's label beyond the classes' shares: log p_m(y|x) − log p(y), nats, with p(y) the
 * label's share among the samples given.
 *
 * @param rows those that count, n ≥ 1
 * @returns `[M]` of `[n]`
 */
export function pointwiseInformation(predictions: Predictions, rows: Int32Array): readonly Float64Array[] {
  const { classes, labels } = predictions;
  const counts = new Float64Array(classes);
  for (const row of rows) counts[labels[row]!]! += 1;
  const logShares = counts.map((count) => Math.log(count / rows.length));
  return labelProbabilities(predictions, rows).map((probabilities) =>
    probabilities.map((probability, at) => Math.log(probability) - logShares[labels[rows[at]!]!]!),
  );
}
