import type { MixtureParameters } from '../engine.js';

/** A copy that shares no array with the original. */
export function copyMixture(model: MixtureParameters): MixtureParameters {
  const { weights, means, precisionFactors } = model;
  return {
    ...model,
    weights: weights.slice(),
    means: means.slice(),
    precisionFactors: precisionFactors.slice(),
  };
}
