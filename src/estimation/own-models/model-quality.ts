import { tallyCalibration } from '../classifiers/calibration-tally.js';
import type { SampleScores } from './sample-scores.js';

/** How good a model is on some samples; NaN but for the count where there are none. */
export interface ModelQuality {
  readonly count: number;
  /** Share of the samples whose class is put first. */
  readonly accuracy: number;
  /** Mean −log p(y|x), nats. */
  readonly logLoss: number;
  /** Expected calibration error, and what chance alone makes of it; see `calibrationError`. */
  readonly calibrationError: number;
  readonly calibrationErrorByChance: number;
}

/**
 * A model's quality on each group of samples.
 *
 * @param groupOf `[N]` the group of each sample, 0 … groups − 1; null for one group of all
 */
export function modelQuality(
  { logProbability, confidence, right }: SampleScores,
  groupOf: Int32Array | null = null,
  groups = 1,
): ModelQuality[] {
  const counts = new Float64Array(groups);
  const hits = new Float64Array(groups);
  const losses = new Float64Array(groups);
  const calibrations = Array.from({ length: groups }, () => tallyCalibration());
  logProbability.forEach((value, sample) => {
    const group = groupOf ? groupOf[sample]! : 0;
    counts[group]! += 1;
    hits[group]! += right[sample]!;
    losses[group]! -= value;
    calibrations[group]!.add(confidence[sample]!, right[sample] === 1);
  });
  return calibrations.map((tally, group) => {
    const { error, errorByChance } = tally.result();
    const count = counts[group]!;
    return {
      count,
      accuracy: hits[group]! / count,
      logLoss: losses[group]! / count,
      calibrationError: error,
      calibrationErrorByChance: errorByChance,
    };
  });
}
