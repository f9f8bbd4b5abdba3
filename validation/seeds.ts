import { REFERENCE_SEEDS } from './references/reference-problems.js';
import type { ValidationContext } from './section.type.js';

/** Every figure is a mean over these, unless its table says otherwise. */
export function seedsOf({ size }: ValidationContext): readonly number[] {
  return size === 'tiny' ? REFERENCE_SEEDS.slice(0, 1) : REFERENCE_SEEDS;
}

/** One result a seed, all seeds at once: the threads queue what they cannot take. */
export function overSeeds<Result>(
  seeds: readonly number[],
  work: (seed: number) => Promise<Result>,
): Promise<Result[]> {
  return Promise.all(seeds.map(work));
}
