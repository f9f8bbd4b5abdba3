import type { Engine, KnifeParameters, Standardized } from '../engine.js';
import { knifeFromMixture } from './knife-mixture.js';
import { startMixture } from './mixture-start.js';
import type { Random } from '../random.js';

/**
 * The published start (Pichler et al., ICML 2022): means, l and T drawn from N(0, 1), equal weights. In more
 * than a few dimensions training does not recover from it.
 */
export function randomKnifeStart(components: number, dimension: number, random: Random): KnifeParameters {
  const drawn = (length: number): Float64Array => Float64Array.from({ length }, () => random.normal());
  const means = drawn(components * dimension);
  const logScales = drawn(components * dimension);
  const triangles = new Float64Array(components * dimension * dimension);
  for (let k = 0; k < components; k += 1) {
    for (let row = 0; row < dimension; row += 1) {
      triangles.set(drawn(row), (k * dimension + row) * dimension);
    }
  }
  return { components, dimension, logWeights: new Float64Array(components), means, logScales, triangles };
}

/** A start from the data: k-means++ means, T = 0, weights and scales from the clusters' sizes and spread. */
export async function dataKnifeStart(
  engine: Engine,
  features: Standardized,
  components: number,
  scaleLimit: number,
  random: Random,
): Promise<KnifeParameters> {
  return knifeFromMixture(await startMixture(engine, features, components, random), scaleLimit);
}
