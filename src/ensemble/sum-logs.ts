/**
 * Σ log of the first `length` values, each between 1e-15 and 1e15: one logarithm for a product of 16, which lies
 * within float64 (1e-240 … 1e240). A tenth of the time of a logarithm each, and no less exact.
 */
export function sumLogs(values: Float64Array, length: number): number {
  let sum = 0;
  let at = 0;
  for (; at + 16 <= length; at += 16) sum += Math.log(productOf8(values, at) * productOf8(values, at + 8));
  for (; at < length; at += 1) sum += Math.log(values[at]!);
  return sum;
}

/** As a tree, since processors multiply several pairs at a time. */
function productOf8(v: Float64Array, at: number): number {
  const first = v[at]! * v[at + 1]! * (v[at + 2]! * v[at + 3]!);
  const second = v[at + 4]! * v[at + 5]! * (v[at + 6]! * v[at + 7]!);
  return first * second;
}
