import { tallyCalibration } from '../estimation/classifiers/calibration-tally.js';
import { LEAST_PROBABILITY } from './label-probabilities.js';
import { mostProbableClass } from './most-probable-class.js';

/** How well probabilities foretell labels. */
export interface SampleScores {
  /** `[rows]` −log p(y|x), nats, of probabilities of at least {@link LEAST_PROBABILITY}. */
  readonly logLosses: Float64Array;
  /** `[rows]` 1 where the label is the most probable class, the first of equals, else 0. */
  readonly rightAnswers: Float64Array;
  /** Of all rows together: expected calibration error of the most probable class, see `calibrationError`. */
  readonly calibrationError: number;
}

/**
 * @param probabilities `[N, C]`
 * @param labels        `[N]`
 * @param rows          those that count, at least one
 */
export function sampleScores(
  probabilities: Float32Array,
  { labels, classes }: { readonly labels: Int32Array; readonly classes: number },
  rows: Int32Array,
): SampleScores {
  const logLosses = new Float64Array(rows.length);
  const rightAnswers = new Float64Array(rows.length);
  const tally = tallyCalibration();
  rows.forEach((row, at) => {
    const label = labels[row]!;
    const top = mostProbableClass(probabilities, row, classes);
    logLosses[at] = -Math.log(Math.max(LEAST_PROBABILITY, probabilities[row * classes + label]!));
    rightAnswers[at] = top === label ? 1 : 0;
    tally.add(probabilities[row * classes + top]!, top === label);
  });
  return { logLosses, rightAnswers, calibrationError: tally.result().error };
}
