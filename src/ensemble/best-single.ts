import type { Criterion } from './greedy-selection.js';
import { labelProbabilities } from './label-probabilities.js';
import type { Predictions } from './predictions.type.js';
import { rightAnswers } from './scores.js';
import { sumLogs } from './sum-logs.js';

/** The model that is best alone on `rows` (at least one), the first of equals. */
export function bestSingle(predictions: Predictions, rows: Int32Array, criterion: Criterion): number {
  const { models, classes, labels } = predictions;
  // Sums decide as means do.
  const scores =
    criterion === 'logLoss'
      ? labelProbabilities(predictions, rows).map((ofLabel) => sumLogs(ofLabel, ofLabel.length))
      : models.map(({ probabilities }) =>
          rightAnswers(probabilities, labels, classes, rows).reduce((sum, right) => sum + right, 0),
        );
  return scores.indexOf(Math.max(...scores));
}
