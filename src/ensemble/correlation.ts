import { mean } from '../estimation/mean.js';

/** Spreads below this share of a column's size are rounding noise: such values are taken as constant. */
const RELATIVE_SPREAD_FLOOR = 1e-13;

/** Pearson correlation of paired values; NaN where either does not vary. */
export function correlation(left: Float64Array, right: Float64Array): number {
  const leftMean = mean(left);
  const rightMean = mean(right);
  let both = 0;
  let ofLeft = 0;
  let ofRight = 0;
  for (let at = 0; at < left.length; at += 1) {
    const a = left[at]! - leftMean;
    const b = right[at]! - rightMean;
    both += a * b;
    ofLeft += a * a;
    ofRight += b * b;
  }
  const varies = (squares: number, centre: number): boolean =>
    Math.sqrt(squares / left.length) > RELATIVE_SPREAD_FLOOR * Math.abs(centre);
  if (!varies(ofLeft, leftMean) || !varies(ofRight, rightMean)) return NaN;
  return Math.max(-1, Math.min(1, both / Math.sqrt(ofLeft * ofRight)));
}
