import { labelLogProbability, meanLogLoss } from './log-softmax.js';
import { fitTemperature } from './temperature.js';

/** A classifier's out-of-fold scores turned into information, and how good the classifier was. */
export interface PointwiseInformation {
  /** `[N]` i(x;y) = log p(y|x) − log p(y), nats. */
  readonly values: Float64Array;
  readonly quality: ClassifierQuality;
}

/** Of the calibrated out-of-fold scores of one classifier. */
export interface ClassifierQuality {
  readonly accuracy: number;
  /** Mean −log p(y|x), nats. */
  readonly logLoss: number;
  /** Divides the scores; 1 leaves them as they are. */
  readonly temperature: number;
}

/** `[C]` log of the classes' shares of all samples, nats. */
export function logClassPrior(classIndex: Int32Array, classes: number): Float64Array {
  const counts = new Float64Array(classes);
  for (const label of classIndex) counts[label]! += 1;
  return counts.map((count) => Math.log(count / classIndex.length));
}

/**
 * Pointwise mutual information of every sample from pooled out-of-fold scores. A sample whose scores are not
 * numbers gets NaN, and has no part in the temperature and the quality of the others.
 *
 * @param scores    `[N, C]` log-probabilities
 * @param calibrate whether one temperature is fitted over all scores (trained models) or none (frequencies, supplied scores)
 */
export function pointwiseInformation(
  scores: Float64Array,
  classIndex: Int32Array,
  logPrior: Float64Array,
  calibrate: boolean,
): PointwiseInformation {
  const classes = logPrior.length;
  const usable = withoutNaN(scores, classIndex, classes);
  const temperature = calibrate ? fitTemperature(usable.scores, usable.labels, classes) : 1;
  return {
    values: labelLogProbability(scores, classIndex, classes, temperature).map(
      (value, sample) => value - logPrior[classIndex[sample]!]!,
    ),
    quality: {
      accuracy: accuracy(usable.scores, usable.labels, classes),
      logLoss: meanLogLoss(usable.scores, usable.labels, classes, temperature),
      temperature,
    },
  };
}

/** The samples whose scores are all numbers: nearly always all, which are then not copied. */
function withoutNaN(
  scores: Float64Array,
  labels: Int32Array,
  classes: number,
): { readonly scores: Float64Array; readonly labels: Int32Array } {
  if (!scores.some(Number.isNaN)) return { scores, labels };
  const whole = (sample: number): boolean =>
    !scores.subarray(sample * classes, (sample + 1) * classes).some(Number.isNaN);
  return {
    scores: scores.filter((_, index) => whole(Math.floor(index / classes))),
    labels: labels.filter((_, sample) => whole(sample)),
  };
}

function accuracy(scores: Float64Array, classIndex: Int32Array, classes: number): number {
  let right = 0;
  classIndex.forEach((label, sample) => {
    let best = 0;
    for (let c = 1; c < classes; c += 1) {
      if (scores[sample * classes + c]! > scores[sample * classes + best]!) best = c;
    }
    if (best === label) right += 1;
  });
  return right / classIndex.length;
}
