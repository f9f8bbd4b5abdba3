import { readFileSync } from 'node:fs';

/** Reference numbers of test/fixtures/estimation/make_reference.py; its JSON names the tools' versions. */
export const reference = JSON.parse(
  readFileSync(new URL('../fixtures/estimation/reference.json', import.meta.url), 'utf8'),
) as Reference;

interface Reference {
  readonly random: readonly {
    readonly seed: number;
    readonly stream: string;
    readonly bits: readonly number[];
    readonly uniform: readonly number[];
    readonly normal: readonly number[];
    readonly permutation: readonly number[];
  }[];
  readonly linearAlgebra: {
    readonly dimension: number;
    readonly matrix: readonly number[];
    readonly cholesky: readonly number[];
    readonly inverse: readonly number[];
  };
  readonly standardization: {
    readonly names: readonly string[];
    readonly matrix: readonly number[];
    readonly rows: readonly number[];
    readonly mean: readonly number[];
    readonly scale: readonly number[];
    readonly standardized: readonly number[];
  };
  readonly kMeans: { readonly centroids: readonly number[]; readonly inertia: number };
  readonly mixture: {
    readonly components: number;
    readonly dimension: number;
    readonly weights: readonly number[];
    readonly means: readonly number[];
    readonly precisionFactors: readonly number[];
    readonly rows: readonly number[];
    readonly surprisal: readonly number[];
    readonly training: readonly number[];
    readonly shrinkage: number;
    readonly ridge: number;
    readonly iterationSurprisals: readonly number[];
    readonly afterWeights: readonly number[];
    readonly afterMeans: readonly number[];
    readonly afterPrecisionFactors: readonly number[];
    readonly sampleMean: readonly number[];
    readonly sampleCovariance: readonly number[];
  };
  readonly density: { readonly gaussian: number; readonly twoClusters: number };
  readonly perceptron: {
    readonly inputs: number;
    readonly hidden: number;
    readonly classes: number;
    readonly rows: number;
    readonly layers: readonly (readonly number[])[];
    readonly features: readonly number[];
    readonly labels: readonly number[];
    readonly logits: readonly number[];
    readonly gradients: readonly (readonly number[])[];
    readonly losses: readonly number[];
    readonly learningRate: number;
    readonly weightDecay: number;
    readonly afterLayers: readonly (readonly number[])[];
  };
  readonly temperature: readonly {
    readonly classes: number;
    readonly logits: readonly number[];
    readonly labels: readonly number[];
    readonly temperature: number;
    readonly logLoss: number;
    readonly logLossAtOne: number;
  }[];
  readonly penguins: {
    readonly rows: number;
    readonly species: readonly string[];
    readonly i1: { readonly mean: number; readonly sd: number };
    readonly i2: { readonly mean: number; readonly sd: number };
    readonly i12: { readonly mean: number; readonly sd: number };
  };
}
