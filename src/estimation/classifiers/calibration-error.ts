import { tallyCalibration, type Calibration } from './calibration-tally.js';
import { topClass } from './top-class.js';

export type { Calibration } from './calibration-tally.js';

/**
 * Expected calibration error of the most probable class (Naeini, Cooper & Hauskrecht 2015; Guo et al. 2017):
 * the mean over samples of |share of right answers − mean confidence| in the sample's bin of confidence.
 *
 * 15 bins of equal width, (0, 1/15] … (14/15, 1], so that values can be compared with published ones. The error
 * is never negative, so few rows give a large one to perfect classifiers too: about .1 from 100 rows, .01 from
 * 10,000. Its size by chance is that of normal deviations: √(2/π) times their standard deviation in each bin.
 *
 * Of softmax(logits). Among equal logits the first class counts as the most probable. Rows
 * without probabilities (a NaN, +∞, or nothing but −∞) are left out.
 *
 * @param logits `[rows, C]` log-probabilities, normalised or not
 * @param labels `[rows]`
 */
export function calibrationError(logits: Float64Array, labels: Int32Array, classes: number): Calibration {
  const tally = tallyCalibration();
  labels.forEach((label, row) => {
    const top = topClass(logits.subarray(row * classes, (row + 1) * classes));
    tally.add(top.confidence, top.label === label);
  });
  return tally.result();
}
