import type { LatentDraw } from './draw-latent.js';
import type { LatentModel } from './latent-states.js';
import { plantedDataset } from './planted-dataset.js';
import type { PlantedDataset } from './planted-dataset.type.js';

/** Two modalities of a latent draw as a dataset with its truth; those left out are summed over. */
export function pairOfLatent(
  { classes }: LatentModel,
  { modalities, classIndex, inferences }: LatentDraw,
  pair: readonly [number, number],
): PlantedDataset {
  const [first, second] = pair;
  const posteriors = (of: readonly number[]): Float64Array => {
    const all = new Float64Array(inferences.length * classes);
    inferences.forEach((inference, row) => all.set(inference.logPosterior(of), row * classes));
    return all;
  };
  const surprisals = (of: number): Float64Array =>
    Float64Array.from(inferences, (inference) => inference.surprisal([of]));
  return plantedDataset(
    {
      first: modalities[first]!,
      second: modalities[second]!,
      classIndex,
      classes,
      logPrior: inferences[0]?.logPosterior([]) ?? new Float64Array(classes),
      logPosteriors: { first: posteriors([first]), second: posteriors([second]), both: posteriors(pair) },
    },
    { h1: surprisals(first), h2: surprisals(second) },
  );
}
