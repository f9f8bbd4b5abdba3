import type { Criterion } from './greedy-selection.js';
import { labelProbabilities } from './label-probabilities.js';
import { mostProbableClass } from './most-probable-class.js';
import type { Predictions } from './predictions.type.js';
import { sumLogs } from './sum-logs.js';

/** The model that is best alone on `rows` (at least one), the first of equals. */
export function bestSingle(predictions: Predictions, rows: Int32Array, criterion: Criterion): number {
  const { models, classes, labels } = predictions;
  // Sums decide as means do.
  const scores =
    criterion === 'logLoss'
      ? labelProbabilities(predictions, rows).map((ofLabel) => sumLogs(ofLabel, ofLabel.length))
      : models.map(
          ({ probabilities }) =>
            rows.filter((row) => mostProbableClass(probabilities, row, classes) === labels[row]).length,
        );
  return scores.indexOf(Math.max(...scores));
}
