import type { Primitives } from '../../src/estimation/decomposition.js';
import { Random } from '../../src/estimation/random.js';

/** Interactions in the order of `PlantedSample.type`. */
export const PLANTED_TYPES = ['r', 's', 'u1', 'u2'] as const;

/** One sample of a planted mixture. */
export interface PlantedSample {
  readonly type: (typeof PLANTED_TYPES)[number];
  /** `[5]`: indicators of the type and the modality's bit as ±1, all with noise. */
  readonly x1: readonly number[];
  /** `[5]` */
  readonly x2: readonly number[];
  /** 0 or 1 */
  readonly y: number;
  /** From the exact posteriors and densities, nats. */
  readonly exact: Primitives;
}

const BITS = [0, 1] as const;
/** Types, labels and pairs of bits with the probability of the bits given type and label. */
const OUTCOMES = [0, 1, 2, 3]
  .flatMap((type) =>
    BITS.flatMap((y) =>
      BITS.flatMap((b1) => BITS.map((b2) => ({ type, y, b1, b2, weight: weightOf(type, y, b1, b2) }))),
    ),
  )
  .filter(({ weight }) => weight > 0);

/**
 * Equal shares of samples that are redundant (both bits are the label), synergistic (their XOR is), unique to
 * the first and unique to the second modality (the other's bit is random). The type can be seen by both
 * modalities; `noise` is the standard deviation of every feature.
 */
export function plantedMixture(rows: number, noise: number, seed: number): readonly PlantedSample[] {
  const random = new Random(seed, 'planted mixture');
  const bit = (): number => Number(random.normal() > 0);
  const noisy = (means: readonly number[]): number[] => means.map((mean) => mean + noise * random.normal());
  return Array.from({ length: rows }, (_, row) => {
    const type = row % 4;
    const y = bit();
    const b1 = type === 1 || type === 3 ? bit() : y;
    const b2 = type === 1 ? b1 ^ y : type === 2 ? bit() : y;
    const x1 = noisy(meansOf(type, b1));
    const x2 = noisy(meansOf(type, b2));
    return { type: PLANTED_TYPES[type]!, x1, x2, y, exact: exactPrimitives(x1, x2, y, noise) };
  });
}

function weightOf(type: number, y: number, b1: number, b2: number): number {
  if (type === 0) return Number(b1 === y && b2 === y);
  if (type === 1) return Number((b1 ^ b2) === y) / 2;
  return Number((type === 2 ? b1 : b2) === y) / 2;
}

function meansOf(type: number, bit: number): number[] {
  return [...[0, 1, 2, 3].map((other) => Number(other === type)), 2 * bit - 1];
}

/** Sums over everything that could have made the features; surprisals lack the Gaussians' constant, alike in both. */
function exactPrimitives(x1: readonly number[], x2: readonly number[], y: number, noise: number): Primitives {
  const likelihood = (x: readonly number[], type: number, bit: number): number =>
    meansOf(type, bit).reduce(
      (product, mean, at) => product * Math.exp(-(((x[at]! - mean) / noise) ** 2) / 2),
      1,
    );
  const first = [0, 0];
  const second = [0, 0];
  const both = [0, 0];
  for (const { type, y: label, b1, b2, weight } of OUTCOMES) {
    const [of1, of2] = [likelihood(x1, type, b1), likelihood(x2, type, b2)];
    first[label]! += weight * of1;
    second[label]! += weight * of2;
    both[label]! += weight * of1 * of2;
  }
  const information = ([no, yes]: readonly number[]): number =>
    Math.log((2 * [no!, yes!][y]!) / (no! + yes!));
  return {
    i1: information(first),
    i2: information(second),
    i12: information(both),
    h1: -Math.log(first[0]! + first[1]!),
    h2: -Math.log(second[0]! + second[1]!),
  };
}
