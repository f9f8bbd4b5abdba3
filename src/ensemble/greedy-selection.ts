import { labelProbabilities } from './label-probabilities.js';
import type { Predictions } from './predictions.type.js';
import { RunningAccuracy } from './running-accuracy.js';
import type { RunningAverage } from './running-average.type.js';
import { RunningLogLoss } from './running-log-loss.js';

/** What is to be best: the mean log-loss, or the share of right answers. */
export type Criterion = 'logLoss' | 'accuracy';

export interface GreedySelection {
  /** The models picked, one a round, up to the best round. */
  readonly picks: Int32Array;
  /** `[M]` how often each was picked, as a share. */
  readonly weights: Float64Array;
  /** Of the average after each round, also of those after the best: nats of log-loss, or accuracy. */
  readonly scoreByRound: Float64Array;
}

/** Averages of the same models in the same shares differ by as much, through rounding. */
const LEAST_GAIN = 1e-12;

/**
 * Forward selection with replacement (Caruana et al. 2004): starting from nothing, each round picks the model with
 * which the average of all picked is best, the first of equals; the shortest of the best prefixes is kept.
 *
 * M · rounds averages are scored, each from a running sum: O(n) where the log-loss counts ({@link RunningLogLoss}),
 * and about that where accuracy does ({@link RunningAccuracy}).
 *
 * @param rows   those that count, n ≥ 1
 * @param rounds at most so many picks, ≥ 1
 */
export function selectGreedily(
  predictions: Predictions,
  rows: Int32Array,
  criterion: Criterion,
  rounds: number,
): GreedySelection {
  const average: RunningAverage =
    criterion === 'logLoss'
      ? new RunningLogLoss(labelProbabilities(predictions, rows))
      : new RunningAccuracy(predictions, rows);
  const picks = new Int32Array(rounds);
  const scores = new Float64Array(rounds);
  let kept = 0;
  for (let round = 0; round < rounds; round += 1) {
    const { model, score } = bestNext(average, predictions.models.length);
    average.add(model);
    picks[round] = model;
    scores[round] = score;
    if (score > scores[kept]! + LEAST_GAIN) kept = round;
  }
  const weights = new Float64Array(predictions.models.length);
  for (const model of picks.subarray(0, kept + 1)) weights[model]! += 1;
  return {
    picks: picks.slice(0, kept + 1),
    weights: weights.map((count) => count / (kept + 1)),
    scoreByRound: criterion === 'logLoss' ? scores.map((score) => -score) : scores,
  };
}

function bestNext(
  average: RunningAverage,
  models: number,
): { readonly model: number; readonly score: number } {
  let model = 0;
  let score = average.scoreWith(0);
  for (let other = 1; other < models; other += 1) {
    const otherScore = average.scoreWith(other);
    if (otherScore > score) {
      model = other;
      score = otherScore;
    }
  }
  return { model, score };
}
