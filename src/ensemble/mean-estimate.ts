/** A mean over samples and its 95 % interval. */
export interface MeanEstimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** 97.5 % quantile of the standard normal distribution. */
const NORMAL_QUANTILE = 1.959963984540054;

/**
 * The mean of per-sample values with the interval mean ± 1.96 · standard deviation / √n.
 *
 * Normal approximation, of samples taken as independent: it is blind to how much models fitted to other samples would
 * differ, and too narrow for shares near 0 or 1 of few samples. Of one sample the interval is the value itself.
 *
 * @param values `[n]`, n ≥ 1
 */
export function estimateMean(values: Float64Array): MeanEstimate {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const half = NORMAL_QUANTILE * Math.sqrt(squares / Math.max(1, count - 1) / count);
  return { value: mean, low: mean - half, high: mean + half };
}
