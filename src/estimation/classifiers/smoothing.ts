/** Pseudo-samples, spread like the classes' shares, that a model's probabilities are smoothed with (as frequencies are). */
const PSEUDO_COUNT = 0.5;

/**
 * log p(y|x)/p(y) after half a pseudo-sample of the classes' shares was mixed in, `(n p + ½ p(y)) / (n + ½)`: no model's
 * certainty exceeds what n samples can support, and information is never below −log(2n + 1).
 *
 * @param logRatio log p(y|x)/p(y), nats; −∞ for what the model takes for impossible
 */
export function smoothed(logRatio: number, samples: number): number {
  return Math.log((samples * Math.exp(logRatio) + PSEUDO_COUNT) / (samples + PSEUDO_COUNT));
}

/** By how much {@link smoothed} moves with its log ratio, 0 to 1. */
export function smoothedSlope(logRatio: number, samples: number): number {
  return 1 / (1 + (PSEUDO_COUNT / samples) * Math.exp(-logRatio));
}
