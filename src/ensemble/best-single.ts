import type { Criterion } from './greedy-selection.js';
import type { Predictions } from './predictions.type.js';
import { logLosses, rightAnswers } from './scores.js';

/** The model that is best alone on `rows` (at least one), the first of equals. */
export function bestSingle(
  { models, classes, labels }: Predictions,
  rows: Int32Array,
  criterion: Criterion,
): number {
  // Sums decide as means do.
  const scores = models.map(({ probabilities }) =>
    criterion === 'logLoss'
      ? -logLosses(probabilities, labels, classes, rows).reduce((sum, loss) => sum + loss, 0)
      : rightAnswers(probabilities, labels, classes, rows).reduce((sum, right) => sum + right, 0),
  );
  return scores.indexOf(Math.max(...scores));
}
