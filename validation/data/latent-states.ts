import { logSumExp } from './log-sum-exp.js';

/** One state of finitely many hidden variables: it fixes the label and the mean of every modality. */
export interface LatentState {
  readonly probability: number;
  readonly label: number;
  /** One row a modality. */
  readonly means: readonly (readonly number[])[];
}

/** Every modality is its state's mean plus isotropic Gaussian noise, independent of the other modalities'. */
export interface LatentModel {
  readonly states: readonly LatentState[];
  readonly classes: number;
  /** Standard deviation of the noise. */
  readonly noise: number;
}

/** Exact values for one sample and any of its modalities, by enumeration of the states, nats. */
export interface LatentInference {
  /** `[C]` log p(y | the modalities named by their number); the prior for none. */
  readonly logPosterior: (modalities: readonly number[]) => Float64Array;
  /** −log p(of the modalities). */
  readonly surprisal: (modalities: readonly number[]) => number;
}

/** @param observed one row a modality */
export function inferLatent(model: LatentModel, observed: readonly Float64Array[]): LatentInference {
  const { states, classes, noise } = model;
  const logLikelihoods = observed.map((x, modality) =>
    states.map(({ means }) => isotropicLogDensity(x, means[modality]!, noise)),
  );
  const logJoint = (modalities: readonly number[]): readonly number[] =>
    states.map(({ probability }, state) =>
      modalities.reduce((sum, modality) => sum + logLikelihoods[modality]![state]!, Math.log(probability)),
    );
  return {
    logPosterior(modalities) {
      const joint = logJoint(modalities);
      const total = logSumExp(joint);
      const ofLabel = (label: number): number =>
        logSumExp(joint.filter((_, state) => states[state]!.label === label)) - total;
      return Float64Array.from({ length: classes }, (_, label) => ofLabel(label));
    },
    surprisal: (modalities) => -logSumExp(logJoint(modalities)),
  };
}

/** log N(x; mean, σ²I) */
function isotropicLogDensity(x: Float64Array, mean: readonly number[], noise: number): number {
  const square = x.reduce((sum, value, j) => sum + (value - mean[j]!) ** 2, 0);
  return -square / (2 * noise ** 2) - (x.length / 2) * Math.log(2 * Math.PI * noise ** 2);
}
