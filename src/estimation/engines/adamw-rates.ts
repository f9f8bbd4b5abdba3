/** Decay of the first moment. */
export const FIRST_DECAY = 0.9;
/** Decay of the second moment. */
export const SECOND_DECAY = 0.999;

/**
 * What one AdamW step needs beside the gradient.
 *
 * @param step number of the step, from 1 (bias correction)
 */
export function adamwRates(
  step: number,
  learningRate: number,
  weightDecay: number,
): { readonly rate: number; readonly secondCorrection: number; readonly keep: number } {
  return {
    rate: learningRate / (1 - FIRST_DECAY ** step),
    secondCorrection: 1 / (1 - SECOND_DECAY ** step),
    keep: 1 - learningRate * weightDecay,
  };
}
