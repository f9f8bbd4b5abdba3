import type { Engine, MixtureParameters, Standardized } from '../engine.js';
import { kMeans } from './k-means.js';
import type { Random } from '../random.js';
import { takeStandardized } from '../rows.js';

/** Rows k-means looks at: enough to place a few means, whatever the size of the data. */
const CLUSTERING_ROWS = 5000;
/** Keeps the start's precisions finite where clusters are points. */
const LEAST_VARIANCE = 1e-4;

/**
 * Where the training of a mixture begins: means from k-means, weights from cluster sizes, diagonal covariances
 * from the spread within clusters, pooled over them.
 */
export async function startMixture(
  engine: Engine,
  features: Standardized,
  components: number,
  random: Random,
): Promise<MixtureParameters> {
  const chosen = random.permutation(features.rows).slice(0, CLUSTERING_ROWS);
  const sample = takeStandardized(features, chosen);
  const { centroids, assignment } = await kMeans(engine, sample, components, random);
  const dimension = features.columns;
  const counts = new Float64Array(components);
  const spread = new Float64Array(dimension);
  assignment.forEach((cluster, row) => {
    counts[cluster]! += 1;
    for (let column = 0; column < dimension; column += 1) {
      const deviation = sample.data[row * dimension + column]! - centroids[cluster * dimension + column]!;
      spread[column]! += (deviation * deviation) / sample.rows;
    }
  });
  const precisionFactors = new Float64Array(components * dimension * dimension);
  for (let k = 0; k < components; k += 1) {
    for (let column = 0; column < dimension; column += 1) {
      precisionFactors[(k * dimension + column) * dimension + column] =
        1 / Math.sqrt(spread[column]! + LEAST_VARIANCE);
    }
  }
  return {
    components,
    dimension,
    weights: counts.map((count) => (count + 1) / (sample.rows + components)),
    means: centroids,
    precisionFactors,
  };
}
