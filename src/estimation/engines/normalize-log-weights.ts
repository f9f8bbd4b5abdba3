/** Turns log weights into shares adding to one, in place; returns the log of their sum. */
export function normalizeLogWeights(values: Float64Array, start: number, length: number): number {
  let largest = -Infinity;
  for (let k = 0; k < length; k += 1) largest = Math.max(largest, values[start + k]!);
  let sum = 0;
  for (let k = 0; k < length; k += 1) {
    const weight = Math.exp(values[start + k]! - largest);
    values[start + k] = weight;
    sum += weight;
  }
  for (let k = 0; k < length; k += 1) values[start + k]! /= sum;
  return largest + Math.log(sum);
}
