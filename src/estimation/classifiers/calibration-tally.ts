/** As many bins as Guo et al. (2017) use. */
const BINS = 15;

/** How far a classifier's confidence is from its share of right answers; 0 … 1, NaN without a usable row. */
export interface Calibration {
  /** Expected calibration error. */
  readonly error: number;
  /** The error that a perfectly calibrated classifier of the same confidences has on average, by chance alone. */
  readonly errorByChance: number;
}

/** Gathers the expected calibration error row by row; see `calibrationError`. */
export interface CalibrationTally {
  /** @param confidence of the class put first, above 0 and at most 1; a row with NaN is left out */
  add(confidence: number, isRight: boolean): void;
  result(): Calibration;
}

export function tallyCalibration(): CalibrationTally {
  const right = new Float64Array(BINS);
  const sum = new Float64Array(BINS);
  const variance = new Float64Array(BINS);
  let rows = 0;
  return {
    add(confidence, isRight) {
      if (Number.isNaN(confidence)) return;
      const bin = Math.ceil(confidence * BINS) - 1;
      right[bin]! += isRight ? 1 : 0;
      sum[bin]! += confidence;
      variance[bin]! += confidence * (1 - confidence);
      rows += 1;
    },
    result: () => ({
      error: right.reduce((total, count, bin) => total + Math.abs(count - sum[bin]!), 0) / rows,
      errorByChance: variance.reduce((total, value) => total + Math.sqrt((2 / Math.PI) * value), 0) / rows,
    }),
  };
}
