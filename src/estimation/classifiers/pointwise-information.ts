import { calibrationError, type Calibration } from './calibration-error.js';
import { NO_INFLUENCE, poolInfluence, type PoolInfluence } from './pool-influence.js';
import type { CandidateScores } from './pool-loss.js';
import { fitPool, poolScores } from './score-pool.js';
import { smoothed } from './smoothing.js';

/** A classifier's out-of-fold scores turned into information, and how good the classifier was. */
export interface PointwiseInformation {
  /** `[N]` i(x;y) = log p(y|x) − log p(y), nats. */
  readonly values: Float64Array;
  readonly quality: ClassifierQuality;
  readonly influence: PoolInfluence;
}

/** Of the pooled, calibrated out-of-fold scores of one classifier. */
export interface ClassifierQuality {
  /** Of frequencies: the share of samples whose class is the most frequent of their value. */
  readonly accuracy: number;
  /** Mean −log p(y|x), nats. */
  readonly logLoss: number;
  /** Expected calibration error of the class put first; NaN for frequencies. */
  readonly calibration: Calibration;
  /** Weight of each candidate in the pool. */
  readonly weights: readonly number[];
}

/** `[C]` log of the classes' shares of all samples, nats. */
export function logClassPrior(classIndex: Int32Array, classes: number): Float64Array {
  const counts = new Float64Array(classes);
  for (const label of classIndex) counts[label]! += 1;
  return counts.map((count) => Math.log(count / classIndex.length));
}

/**
 * Pointwise mutual information of every sample from pooled out-of-fold scores. A sample whose scores are not
 * numbers gets NaN, and has no part in the pool and the quality of the others.
 *
 * Calibrated scores are smoothed, so that no model's certainty exceeds what n samples can support: log p(y|x) is never
 * below log share − log(2n + 1). Counted from the shares, information is never below −log(2n + 1); counted from equal
 * classes, a class with less than its equal share of the samples can have log(C · share) less than that.
 *
 * @param scores    log-probabilities of the candidates and the classes' shares
 * @param logPrior  `[C]` the p(y) information is counted from
 * @param calibrate whether weights are fitted over all scores (trained models) or every candidate counts alike
 */
export function pointwiseInformation(
  scores: CandidateScores,
  logPrior: Float64Array,
  calibrate: boolean,
): PointwiseInformation {
  const { classIndex, candidates } = scores;
  const weights = calibrate ? fitPool(scores).weights : new Float64Array(candidates).fill(1 / candidates);
  const pooled = poolScores(scores, weights);
  const classes = logPrior.length;
  const samples = classIndex.length;
  const values = Float64Array.from(classIndex, (label, sample) => {
    const shareOfClass = scores.logPrior[label]!;
    const logRatio = pooled[sample * classes + label]! - shareOfClass;
    return shareOfClass + (calibrate ? smoothed(logRatio, samples) : logRatio) - logPrior[label]!;
  });
  return {
    values,
    quality: qualityOf(pooled, values, classIndex, logPrior, weights),
    influence: calibrate ? poolInfluence(scores, pooled, weights) : NO_INFLUENCE,
  };
}

function qualityOf(
  pooled: Float64Array,
  values: Float64Array,
  classIndex: Int32Array,
  logPrior: Float64Array,
  weights: Float64Array,
): ClassifierQuality {
  const classes = logPrior.length;
  let right = 0;
  let loss = 0;
  let counted = 0;
  values.forEach((value, sample) => {
    if (!Number.isFinite(value)) return;
    const label = classIndex[sample]!;
    counted += 1;
    loss -= value + logPrior[label]!;
    const row = pooled.subarray(sample * classes, (sample + 1) * classes);
    if (row.every((score, c) => c === label || score < row[label]! || (score === row[label]! && c > label))) {
      right += 1;
    }
  });
  return {
    accuracy: right / counted,
    logLoss: loss / counted,
    calibration: calibrationError(pooled, classIndex, classes),
    weights: [...weights],
  };
}
