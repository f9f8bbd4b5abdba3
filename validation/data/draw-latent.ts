import type { Matrix } from '../../src/domain/matrix.js';
import type { Random } from '../../src/estimation/random.js';
import { inferLatent, type LatentInference, type LatentModel } from './latent-states.js';

/** Samples of a latent model. */
export interface LatentDraw {
  /** `[N, d]`, one a modality. */
  readonly modalities: readonly Matrix[];
  readonly classIndex: Int32Array;
  /** `[N]` number of the state a sample came from. */
  readonly stateIndex: Int32Array;
  /** What an observer of the modalities can know of each sample. */
  readonly inferences: readonly LatentInference[];
}

/** @throws Error when the probabilities of the states do not sum to one */
export function drawLatent(model: LatentModel, samples: number, random: Random): LatentDraw {
  const { states, noise } = model;
  const total = states.reduce((sum, { probability }) => sum + probability, 0);
  if (!(Math.abs(total - 1) < 1e-12)) throw new Error(`state probabilities sum to ${total}, not to 1`);
  const stateIndex = new Int32Array(samples);
  const modalities = states[0]!.means.map(({ length }) => ({
    rows: samples,
    columns: length,
    data: new Float64Array(samples * length),
  }));
  const inferences = Array.from({ length: samples }, (_, sample) => {
    const drawn = drawState(model, random);
    stateIndex[sample] = drawn;
    const rows = modalities.map(({ columns, data }, modality) => {
      const row = data.subarray(sample * columns, (sample + 1) * columns);
      row.set(states[drawn]!.means[modality]!.map((mean) => mean + noise * random.normal()));
      return row;
    });
    return inferLatent(model, rows);
  });
  const classIndex = stateIndex.map((state) => states[state]!.label);
  return { modalities, classIndex, stateIndex, inferences };
}

function drawState({ states }: LatentModel, random: Random): number {
  let left = random.uniform();
  const found = states.findIndex(({ probability }) => (left -= probability) < 0);
  return found < 0 ? states.length - 1 : found; // rounding of the sum
}
