import { calibrationError } from '../estimation/classifiers/calibration-error.js';
import { takeIntegers } from '../estimation/rows.js';
import { mean } from '../estimation/mean.js';
import { LEAST_PROBABILITY } from './label-probabilities.js';
import { mostProbableClass } from './most-probable-class.js';

/** How well probabilities foretell labels. */
export interface Scores {
  /** Mean of −log p(y|x), nats. */
  readonly logLoss: number;
  /** Share of rows whose label is the most probable class. */
  readonly accuracy: number;
  /** See {@link topClassCalibration}. */
  readonly calibrationError: number;
}

/**
 * @param probabilities `[N, C]`
 * @param labels        `[N]`
 * @param rows          those that count, at least one
 */
export function scoresOf(
  probabilities: Float32Array,
  labels: Int32Array,
  classes: number,
  rows: Int32Array,
): Scores {
  return {
    logLoss: mean(logLosses(probabilities, labels, classes, rows)),
    accuracy: mean(rightAnswers(probabilities, labels, classes, rows)),
    calibrationError: topClassCalibration(probabilities, labels, classes, rows),
  };
}

/** Expected calibration error of the most probable class, see {@link calibrationError}. */
export function topClassCalibration(
  probabilities: Float32Array,
  labels: Int32Array,
  classes: number,
  rows: Int32Array,
): number {
  const logs = new Float64Array(rows.length * classes);
  rows.forEach((row, at) => {
    for (let c = 0; c < classes; c += 1) {
      logs[at * classes + c] = Math.log(probabilities[row * classes + c]!);
    }
  });
  return calibrationError(logs, takeIntegers(labels, rows), classes).error;
}

/** `[rows]` −log p(y|x), nats, of probabilities of at least {@link LEAST_PROBABILITY}. */
export function logLosses(
  probabilities: Float32Array,
  labels: Int32Array,
  classes: number,
  rows: Int32Array,
): Float64Array {
  const losses = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at]!;
    losses[at] = -Math.log(Math.max(LEAST_PROBABILITY, probabilities[row * classes + labels[row]!]!));
  }
  return losses;
}

/** `[rows]` 1 where the label is the most probable class, the first of equals, else 0. */
export function rightAnswers(
  probabilities: Float32Array,
  labels: Int32Array,
  classes: number,
  rows: Int32Array,
): Float64Array {
  const right = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at]!;
    right[at] = mostProbableClass(probabilities, row, classes) === labels[row] ? 1 : 0;
  }
  return right;
}
