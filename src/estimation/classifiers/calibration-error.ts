/** As many bins as Guo et al. (2017) use. */
const BINS = 15;

/** How far a classifier's confidence is from its share of right answers; 0 … 1, NaN without a usable row. */
export interface Calibration {
  /** Expected calibration error. */
  readonly error: number;
  /** The error that a perfectly calibrated classifier of the same confidences has on average, by chance alone. */
  readonly errorByChance: number;
}

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
  const right = new Float64Array(BINS);
  const confidence = new Float64Array(BINS);
  const variance = new Float64Array(BINS);
  let rows = 0;
  labels.forEach((label, row) => {
    const top = topClass(logits.subarray(row * classes, (row + 1) * classes));
    if (Number.isNaN(top.confidence)) return;
    const bin = Math.ceil(top.confidence * BINS) - 1;
    right[bin]! += top.label === label ? 1 : 0;
    confidence[bin]! += top.confidence;
    variance[bin]! += top.confidence * (1 - top.confidence);
    rows += 1;
  });
  return {
    error: right.reduce((sum, count, bin) => sum + Math.abs(count - confidence[bin]!), 0) / rows,
    errorByChance: variance.reduce((sum, value) => sum + Math.sqrt((2 / Math.PI) * value), 0) / rows,
  };
}

/** The most probable class and its probability; the latter is NaN when the row has none. */
function topClass(logits: Float64Array): { readonly label: number; readonly confidence: number } {
  let label = 0;
  logits.forEach((logit, index) => {
    if (logit > logits[label]!) label = index;
  });
  const largest = logits[label]!;
  // Its probability is 1 / Σ exp(z − largest), a sum of at least 1: nothing overflows.
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - largest), 0);
  return { label, confidence: 1 / sum };
}
