import { adamwRates, FIRST_DECAY, SECOND_DECAY } from '../adamw-rates.js';

/** First and second moments of one parameter array under AdamW (Loshchilov & Hutter 2019). */
export interface Moments {
  readonly first: Float64Array;
  readonly second: Float64Array;
}

const EPSILON = 1e-8;

export function initMoments(length: number): Moments {
  return { first: new Float64Array(length), second: new Float64Array(length) };
}

/**
 * One AdamW step in place.
 *
 * @param step number of this step, from 1 (bias correction)
 */
export function stepAdamW(
  parameters: Float64Array,
  gradient: Float64Array,
  moments: Moments,
  step: number,
  learningRate: number,
  weightDecay: number,
): void {
  const { first, second } = moments;
  const { rate, secondCorrection, keep } = adamwRates(step, learningRate, weightDecay);
  for (let index = 0; index < parameters.length; index += 1) {
    const slope = gradient[index]!;
    const mean = FIRST_DECAY * first[index]! + (1 - FIRST_DECAY) * slope;
    const square = SECOND_DECAY * second[index]! + (1 - SECOND_DECAY) * slope * slope;
    first[index] = mean;
    second[index] = square;
    parameters[index] =
      keep * parameters[index]! - (rate * mean) / (Math.sqrt(square * secondCorrection) + EPSILON);
  }
}
