import type { MixtureParameters } from '../../engine.js';
import type { Region } from './arena.js';
import type { Kernels, Pointer } from './kernels.js';

/** A mixture in the arena: what EM writes in float64, and what rows are compared with in float32. */
export interface MixtureModel {
  readonly components: number;
  readonly dimension: number;
  /** Whether all components have one covariance; its factor is then kept once. */
  readonly tied: boolean;
  /** `[K]` */
  readonly weights: Float64Array;
  /** `[K, d]` μ, float64 */
  readonly means: Pointer;
  /** `[K, d]` μ, float32, as {@link MixtureModel.prepare} left them. */
  readonly narrowMeans: Pointer;
  /** `[K]` log w + Σ log Aᵢᵢ − (d/2) log 2π, likewise. */
  readonly constants: Float64Array;
  /** `[d, d]` A of a component, float64. */
  factor(component: number): Pointer;
  /** `[d, d]` A of a component, float32, likewise. */
  narrowFactor(component: number): Pointer;
  /** `[d]` A μ of a component, float32, likewise. */
  centre(component: number): Pointer;
  /** Brings what is derived from weights, means and factors up to date. */
  prepare(): void;
  put(parameters: MixtureParameters): void;
  /** A copy. */
  parameters(): MixtureParameters;
}

export function mixtureModel(
  kernels: Kernels,
  region: Region,
  { components, dimension }: Pick<MixtureParameters, 'components' | 'dimension'>,
  tied: boolean,
): MixtureModel {
  const size = dimension * dimension;
  const covariances = tied ? 1 : components;
  const means = region.doubles(components * dimension);
  const factors = region.doubles(covariances * size);
  const narrowFactors = region.floats(covariances * size);
  const narrowMeans = region.floats(components * dimension);
  const centres = region.floats(components * dimension);
  const weights = new Float64Array(components);
  const constants = new Float64Array(components);
  const factor = (component: number): Pointer => factors + 8 * (tied ? 0 : component) * size;
  const narrowFactor = (component: number): Pointer => narrowFactors + 4 * (tied ? 0 : component) * size;
  const centre = (component: number): Pointer => centres + 4 * component * dimension;
  return {
    components,
    dimension,
    tied,
    weights,
    means,
    narrowMeans,
    constants,
    factor,
    narrowFactor,
    centre,
    prepare() {
      region.float32(narrowMeans, components * dimension).set(region.float64(means, components * dimension));
      let logDeterminant = 0;
      for (let k = 0; k < components; k += 1) {
        if (k === 0 || !tied) logDeterminant = kernels.narrowFactor(factor(k), dimension, narrowFactor(k));
        kernels.centreOf(factor(k), means + 8 * k * dimension, dimension, centre(k));
        constants[k] = Math.log(weights[k]!) + logDeterminant - (dimension / 2) * Math.log(2 * Math.PI);
      }
    },
    put(parameters) {
      weights.set(parameters.weights);
      region.float64(means, components * dimension).set(parameters.means);
      region
        .float64(factors, covariances * size)
        .set(parameters.precisionFactors.subarray(0, covariances * size));
    },
    parameters() {
      const precisionFactors = new Float64Array(components * size);
      for (let k = 0; k < components; k += 1) {
        precisionFactors.set(region.float64(factor(k), size), k * size);
      }
      return {
        components,
        dimension,
        weights: weights.slice(),
        means: region.float64(means, components * dimension).slice(),
        precisionFactors,
      };
    },
  };
}
