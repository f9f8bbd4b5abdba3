import { decomposeSamples } from '../../src/estimation/interaction-columns.js';
import type { PlantedDataset } from './planted-dataset.type.js';

/**
 * Completes a dataset by its truth: i = log p(y|x) − log p(y) of each sample's own label, and the LSMI rule.
 *
 * @param surprisals `[N]` −log p(x) of either modality, nats
 */
export function plantedDataset(
  known: Omit<PlantedDataset, 'truth'>,
  surprisals: { readonly h1: Float64Array; readonly h2: Float64Array },
): PlantedDataset {
  const { classIndex, classes, logPrior, logPosteriors } = known;
  const information = (posterior: Float64Array): Float64Array =>
    Float64Array.from(classIndex, (label, row) => posterior[row * classes + label]! - logPrior[label]!);
  const truth = decomposeSamples({
    i1: information(logPosteriors.first),
    i2: information(logPosteriors.second),
    i12: information(logPosteriors.both),
    ...surprisals,
  });
  return { ...known, truth };
}
