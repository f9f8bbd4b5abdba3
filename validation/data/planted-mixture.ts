import { Random } from '../../src/estimation/random.js';
import { drawLatent } from './draw-latent.js';
import type { LatentModel, LatentState } from './latent-states.js';
import { pairOfLatent } from './pair-of-latent.js';
import type { PlantedDataset } from './planted-dataset.type.js';

/** The four kinds of samples, named after the component that their information, log 2 nats, belongs to. */
export const PLANTED_TYPES = ['r', 'u1', 'u2', 's'] as const;
export type PlantedType = (typeof PLANTED_TYPES)[number];

export interface PlantedMixture extends PlantedDataset {
  /** `[N]` index into {@link PLANTED_TYPES}. */
  readonly plantedType: Int32Array;
}

/** Mean of each component if every sample had the whole bit and nothing else: a quarter of log 2, nats. */
export const PLANTED_MEAN = Math.LN2 / 4;

/** What the bits a (carried by x1) and b (carried by x2) say about y. In redundant samples b = a. */
const labelOf: Readonly<Record<PlantedType, (a: number, b: number) => number>> = {
  r: (a) => a,
  u1: (a) => a,
  u2: (_, b) => b,
  s: (a, b) => a ^ b,
};

/** The type is visible in both modalities: onehot(type) beside the bit as ±1. */
function carrier(type: number, bit: number): readonly number[] {
  return [...PLANTED_TYPES.map((_, index) => (index === type ? 1 : 0)), 2 * bit - 1];
}

function statesOf(type: number): readonly LatentState[] {
  const name = PLANTED_TYPES[type]!;
  const pairs = name === 'r' ? [[0, 0], [1, 1]] : [[0, 0], [0, 1], [1, 0], [1, 1]]; // prettier-ignore
  return pairs.map(([a, b]) => ({
    probability: 1 / PLANTED_TYPES.length / pairs.length,
    label: labelOf[name](a!, b!),
    means: [carrier(type, a!), carrier(type, b!)],
  }));
}

const states = PLANTED_TYPES.map((_, type) => statesOf(type));
const typeOfState = states.flatMap((group, type) => group.map(() => type));

export function plantedMixtureModel(noise: number): LatentModel {
  return { states: states.flat(), classes: 2, noise };
}

/**
 * A quarter of the samples each redundant, unique to x1, unique to x2 and synergistic, a fair bit y, five
 * columns a modality. With noise .3 the exact means of `evidence` are .17 / .16 / .16 / .20 (r, u1, u2, s)
 * and those of LSMI after its adjustment .33 / 0 / 0 / .36; the largest component names the type of 97% of
 * samples by `evidence`, of 70% by LSMI.
 */
export function plantedMixture(samples: number, seed: number, noise = 0.3): PlantedMixture {
  const model = plantedMixtureModel(noise);
  const draw = drawLatent(model, samples, new Random(seed, 'validation/planted-mixture'));
  return {
    ...pairOfLatent(model, draw, [0, 1]),
    plantedType: draw.stateIndex.map((state) => typeOfState[state]!),
  };
}
