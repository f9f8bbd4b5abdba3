import type { Predictions } from './predictions.type.js';

/**
 * No label counts as less probable: a log-loss is 34.5 nats at most, whatever a model excludes. Products of up to
 * 16 probabilities stay far within float64.
 */
export const LEAST_PROBABILITY = 1e-15;

/**
 * p_m(y|x) of each model's label at `rows`, at least {@link LEAST_PROBABILITY}: all that log-losses of averages
 * depend on.
 *
 * @returns `[M]` of `[rows]`
 */
export function labelProbabilities(
  { models, classes, labels }: Predictions,
  rows: Int32Array,
): readonly Float64Array[] {
  return models.map(({ probabilities }) => {
    const taken = new Float64Array(rows.length);
    for (let at = 0; at < rows.length; at += 1) {
      const row = rows[at]!;
      taken[at] = Math.max(LEAST_PROBABILITY, probabilities[row * classes + labels[row]!]!);
    }
    return taken;
  });
}
