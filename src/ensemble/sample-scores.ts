import type { Predictions } from './predictions.type.js';
import { logLosses, rightAnswers, topClassCalibration } from './scores.js';

export interface SampleScores {
  /** `[N]` −log p(y|x), nats */
  readonly logLosses: Float64Array;
  /** `[N]` 1 where right, 0 where not */
  readonly rightAnswers: Float64Array;
  /** Of all together. */
  readonly calibrationError: number;
}

/** Every sample's scores under `[N, C]` probabilities. */
export function sampleScores(
  probabilities: Float32Array,
  { labels, classes }: Predictions,
  rows: Int32Array,
): SampleScores {
  return {
    logLosses: logLosses(probabilities, labels, classes, rows),
    rightAnswers: rightAnswers(probabilities, labels, classes, rows),
    calibrationError: topClassCalibration(probabilities, labels, classes, rows),
  };
}
