import { labelLogProbability } from './log-softmax.js';
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
 * Pointwise mutual information of every sample from pooled out-of-fold scores.
 *
 * @param scores    `[N, C]` log-probabilities
 * @param calibrate whether one temperature is fitted over all scores (trained models) or none (frequencies)
 */
export function pointwiseInformation(
  scores: Float64Array,
  classIndex: Int32Array,
  logPrior: Float64Array,
  calibrate: boolean,
): PointwiseInformation {
  const classes = logPrior.length;
  const temperature = calibrate ? fitTemperature(scores, classIndex, classes) : 1;
  const logProbability = labelLogProbability(scores, classIndex, classes, temperature);
  const total = logProbability.reduce((sum, value) => sum + value, 0);
  return {
    values: logProbability.map((value, sample) => value - logPrior[classIndex[sample]!]!),
    quality: {
      accuracy: accuracy(scores, classIndex, classes),
      logLoss: -total / classIndex.length,
      temperature,
    },
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
