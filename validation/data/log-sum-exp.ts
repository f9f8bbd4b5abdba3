/** log Σ exp(values); −∞ for no values or only −∞. */
export function logSumExp(values: ArrayLike<number>): number {
  let largest = -Infinity;
  for (let index = 0; index < values.length; index += 1) largest = Math.max(largest, values[index]!);
  if (largest === -Infinity) return largest;
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) sum += Math.exp(values[index]! - largest);
  return largest + Math.log(sum);
}
