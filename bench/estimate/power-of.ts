import { mean } from '../../validation/statistics.js';

/** The exponent b of the power law y = a x^b, by least squares on logarithms. */
export function powerOf(x: readonly number[], y: readonly number[]): number {
  const [u, v] = [x.map(Math.log), y.map(Math.log)];
  const [meanU, meanV] = [mean(u), mean(v)];
  let [product, square] = [0, 0];
  u.forEach((value, at) => {
    product += (value - meanU) * (v[at]! - meanV);
    square += (value - meanU) ** 2;
  });
  return product / square;
}
