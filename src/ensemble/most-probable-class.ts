/**
 * The first of the most probable classes of a row.
 *
 * @param probabilities `[N, C]`
 */
export function mostProbableClass(
  probabilities: Float32Array | Float64Array,
  row: number,
  classes: number,
): number {
  const start = row * classes;
  let best = 0;
  for (let c = 1; c < classes; c += 1) {
    if (probabilities[start + c]! > probabilities[start + best]!) best = c;
  }
  return best;
}
