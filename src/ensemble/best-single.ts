import type { Criterion } from './greedy-selection.js';
import { labelProbabilities } from './label-probabilities.js';
import type { Predictions } from './predictions.type.js';
import { sampleScores } from './sample-scores.js';
import { sumLogs } from './sum-logs.js';

/** The model that is best alone on `rows` (at least one), the first of equals. */
export function bestSingle(predictions: Predictions, rows: Int32Array, criterion: Criterion): number {
  const { models } = predictions;
  // Sums decide as means do.
  const scores =
    criterion === 'logLoss'
      ? labelProbabilities(predictions, rows).map((ofLabel) => sumLogs(ofLabel, ofLabel.length))
      : models.map(({ probabilities }) => sum(sampleScores(probabilities, predictions, rows).rightAnswers));
  return scores.indexOf(Math.max(...scores));
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
