/** Logarithm of the summed exponentials of `length` values from `start`, each times `scale`. */
export function logSumExp(values: Float64Array, start: number, length: number, scale: number): number {
  let largest = -Infinity;
  for (let index = 0; index < length; index += 1) {
    largest = Math.max(largest, values[start + index]! * scale);
  }
  let sum = 0;
  for (let index = 0; index < length; index += 1) sum += Math.exp(values[start + index]! * scale - largest);
  return largest + Math.log(sum);
}

/** `total += share · log-softmax(logits)`, both `[rows, C]`. */
export function addLogProbabilities(
  total: Float64Array,
  logits: Float64Array,
  classes: number,
  share: number,
): void {
  for (let start = 0; start < logits.length; start += classes) {
    const normalizer = logSumExp(logits, start, classes, 1);
    for (let c = 0; c < classes; c += 1) total[start + c]! += share * (logits[start + c]! - normalizer);
  }
}

/**
 * log p(y|x) of each row's own label under softmax(logits / temperature), nats. Never −∞: everything stays
 * in log space.
 *
 * @param logits `[rows, C]`
 * @param labels `[rows]`
 */
export function labelLogProbability(
  logits: Float64Array,
  labels: Int32Array,
  classes: number,
  temperature: number,
): Float64Array {
  const scale = 1 / temperature;
  const logProbability = new Float64Array(labels.length);
  for (let row = 0; row < labels.length; row += 1) {
    const start = row * classes;
    logProbability[row] = logits[start + labels[row]!]! * scale - logSumExp(logits, start, classes, scale);
  }
  return logProbability;
}

/** Mean of −log p(y|x), nats. */
export function meanLogLoss(
  logits: Float64Array,
  labels: Int32Array,
  classes: number,
  temperature: number,
): number {
  const logProbability = labelLogProbability(logits, labels, classes, temperature);
  return -logProbability.reduce((sum, value) => sum + value, 0) / labels.length;
}
