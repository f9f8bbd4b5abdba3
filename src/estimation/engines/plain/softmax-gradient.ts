/**
 * Replaces the logits of `rows` rows by (softmax − one-hot) · scale, the gradient of their cross-entropy.
 *
 * @param logits `[rows, C]`
 * @param labels `[rows]`, read from `labelStart`
 * @returns summed cross-entropy, nats
 */
export function softmaxGradient(
  logits: Float64Array,
  labels: Int32Array,
  rows: number,
  classes: number,
  scale: number,
  labelStart = 0,
): number {
  let loss = 0;
  for (let row = 0; row < rows; row += 1) {
    const start = row * classes;
    const ofLabel = start + labels[labelStart + row]!;
    let largest = -Infinity;
    for (let c = 0; c < classes; c += 1) largest = Math.max(largest, logits[start + c]!);
    const label = logits[ofLabel]! - largest;
    let sum = 0;
    for (let c = 0; c < classes; c += 1) {
      const exponential = Math.exp(logits[start + c]! - largest);
      logits[start + c] = exponential;
      sum += exponential;
    }
    const factor = scale / sum;
    for (let c = 0; c < classes; c += 1) logits[start + c]! *= factor;
    logits[ofLabel]! -= scale;
    loss += Math.log(sum) - label;
  }
  return loss;
}
