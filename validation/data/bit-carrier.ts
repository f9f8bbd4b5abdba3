import type { Random } from '../../src/estimation/random.js';
import { logSumExp } from './log-sum-exp.js';

/** `continuous`: ±1 plus Gaussian noise of that standard deviation; `discrete`: 0 or 1, flipped that often. */
export type BitNoise =
  | { readonly kind: 'continuous'; readonly spread: number }
  | { readonly kind: 'discrete'; readonly flip: number };

/** How one fair bit shows in a number. */
export interface BitCarrier {
  readonly draw: (bit: number, random: Random) => number;
  /** E[(−1)^bit | x] = p(0|x) − p(1|x). */
  readonly leaning: (x: number) => number;
  /** −log p(x), nats. */
  readonly surprisal: (x: number) => number;
}

export function bitCarrier(noise: BitNoise): BitCarrier {
  if (noise.kind === 'discrete') {
    const { flip } = noise;
    return {
      draw: (bit, random) => (random.uniform() < flip ? 1 - bit : bit),
      leaning: (x) => (1 - 2 * flip) * (1 - 2 * x),
      surprisal: () => Math.LN2,
    };
  }
  const { spread } = noise;
  const logDensity = (x: number, mean: number): number =>
    -(((x - mean) / spread) ** 2) / 2 - Math.log(2 * Math.PI) / 2 - Math.log(spread);
  return {
    draw: (bit, random) => 2 * bit - 1 + spread * random.normal(),
    leaning: (x) => -Math.tanh(x / spread ** 2),
    surprisal: (x) => Math.LN2 - logSumExp([logDensity(x, -1), logDensity(x, 1)]),
  };
}
