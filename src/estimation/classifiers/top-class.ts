/**
 * The most probable class of a row under softmax(logits), the first among equals, and its probability; the latter is
 * NaN when the row has none (a NaN, +∞, or nothing but −∞).
 *
 * @param logits `[C]`
 */
export function topClass(logits: Float32Array | Float64Array): {
  readonly label: number;
  readonly confidence: number;
} {
  let label = 0;
  for (let index = 1; index < logits.length; index += 1) if (logits[index]! > logits[label]!) label = index;
  const largest = logits[label]!;
  // Its probability is 1 / Σ exp(z − largest), a sum of at least 1: nothing overflows.
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - largest);
  return { label, confidence: 1 / sum };
}
