/**
 * The `probability` quantile of ascending values, linear between neighbours (type 7 of Hyndman & Fan 1996,
 * what NumPy and R give by default).
 *
 * @param sorted `[n]`, n ≥ 1, ascending, without NaN
 */
export function quantile(sorted: Float64Array, probability: number): number {
  const place = probability * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below]!;
  const share = place - below;
  return share === 0 ? low : low + share * (sorted[below + 1]! - low);
}

/** Interquartile range of a normal distribution, in standard deviations. */
const INTERQUARTILE_RANGE = 1.349;

/** The standard deviation of a normal distribution with the same quartiles, which no few outliers move. */
export function quartileDeviation(sorted: Float64Array): number {
  return (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / INTERQUARTILE_RANGE;
}
