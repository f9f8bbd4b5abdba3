import type { Matrix } from '../../src/domain/matrix.js';
import { Random } from '../../src/estimation/random.js';
import { bitCarrier, type BitNoise } from './bit-carrier.js';
import { plantedDataset } from './planted-dataset.js';
import type { PlantedDataset } from './planted-dataset.type.js';

export interface ThreeWayXor {
  /** `[N, 1]`, three of them. */
  readonly modalities: readonly Matrix[];
  readonly classIndex: Int32Array;
  /** Each pair of modalities with its truth: every information is zero, whatever the noise. */
  readonly pairs: readonly { readonly of: readonly [number, number]; readonly dataset: PlantedDataset }[];
  /** `[N]` log p(y|x1,x2,x3) − log p(y), nats: what every pair misses. */
  readonly i123: Float64Array;
}

/** y = a xor b xor c of three fair bits, one bit a modality. */
export function threeWayXor(samples: number, noise: BitNoise, seed: number): ThreeWayXor {
  const carrier = bitCarrier(noise);
  const random = new Random(seed, 'validation/three-way-xor');
  const columns = [0, 1, 2].map(() => new Float64Array(samples));
  const classIndex = new Int32Array(samples);
  const i123 = new Float64Array(samples);
  for (let sample = 0; sample < samples; sample += 1) {
    // E[(−1)^y | x] is the product of the bits' own E[(−1)^bit | x].
    let leaning = 1;
    for (const column of columns) {
      const bit = random.integer(2);
      classIndex[sample]! ^= bit;
      column[sample] = carrier.draw(bit, random);
      leaning *= carrier.leaning(column[sample]!);
    }
    i123[sample] = Math.log1p(classIndex[sample] === 0 ? leaning : -leaning);
  }
  const modalities = columns.map((data) => ({ rows: samples, columns: 1, data }));
  const uninformed = new Float64Array(2 * samples).fill(-Math.LN2);
  const surprisals = columns.map((column) => column.map((value) => carrier.surprisal(value)));
  const ofPair = ([first, second]: readonly [number, number]): PlantedDataset =>
    plantedDataset(
      {
        first: modalities[first]!,
        second: modalities[second]!,
        classIndex,
        classes: 2,
        logPrior: new Float64Array(2).fill(-Math.LN2),
        logPosteriors: { first: uninformed, second: uninformed, both: uninformed },
      },
      { h1: surprisals[first]!, h2: surprisals[second]! },
    );
  const pairs = ([[0, 1], [0, 2], [1, 2]] as const).map((of) => ({ of, dataset: ofPair(of) })); // prettier-ignore
  return { modalities, classIndex, pairs, i123 };
}
