import { mixtureFactorsFromCovariances } from '../densities/mixture-factors.js';
import type { MixtureParameters, MixtureTask } from '../engine.js';

/** What the expectation step leaves: sums over the rows x, of which component k is p(k|x) responsible for. */
export interface MixtureMoments {
  /** `[K, d]` the components' present means. */
  readonly means: Float64Array;
  /** `[K, d]` the points a that moments were taken about. */
  readonly about: Float64Array;
  /** `[K]` Σ p(k|x) */
  readonly counts: Float64Array;
  /** `[K, d]` Σ p(k|x) (x − a) */
  readonly sums: Float64Array;
  /** `[K, d, d]` Σ p(k|x) (x − a)(x − a)ᵀ, or their sum over components `[1, d, d]` where covariances are tied. Overwritten. */
  readonly scatters: Float64Array;
}

/** A component that has lost every sample keeps this many, so that no division by zero follows. */
export const LEAST_COUNT = 1e-6;

/** The maximisation step of EM. */
export function maximizeMixture(
  { means: present, about, counts, sums, scatters }: MixtureMoments,
  task: MixtureTask,
): MixtureParameters {
  const components = counts.length;
  const dimension = about.length / components;
  const isOwn = scatters.length > dimension * dimension;
  const means = about.slice();
  for (let k = 0; k < components; k += 1) {
    const count = Math.max(counts[k]!, LEAST_COUNT);
    for (let row = 0; row < dimension; row += 1) {
      const shift = sums[k * dimension + row]! / count;
      // One that has lost its rows stays where it is.
      if (counts[k]! < LEAST_COUNT) means[k * dimension + row] = present[k * dimension + row]!;
      else means[k * dimension + row]! += shift;
      const line = ((isOwn ? k * dimension : 0) + row) * dimension;
      for (let column = 0; column < dimension; column += 1) {
        scatters[line + column]! -= shift * sums[k * dimension + column]!;
      }
    }
  }
  const total = counts.reduce((sum, count) => sum + Math.max(count, LEAST_COUNT), 0);
  return {
    components,
    dimension,
    weights: counts.map((count) => Math.max(count, LEAST_COUNT) / total),
    means,
    precisionFactors: mixtureFactorsFromCovariances(scatters, counts, dimension, task),
  };
}
