import type { CovarianceKind } from './engine.js';

/** Every value an estimation uses; stored with its run. Documented value by value in docs/ESTIMATION.md. */
export interface EstimationConfig {
  readonly preset: string;
  /** Cross-fitting folds: every sample is scored by models that have not seen it. */
  readonly folds: number;
  /** What log p(y) is: the classes' shares of the samples, or 1/C each. */
  readonly prior: 'empirical' | 'uniform';
  readonly classifier: ClassifierConfig;
  readonly density: DensityConfig;
  readonly comparability: Comparability;
  readonly uncertainty: UncertaintyConfig;
}

/**
 * How surprisals of two modalities are made comparable before the LSMI rule compares them.
 *
 * - `standardized`: features in units of their standard deviation, all dimensions.
 * - `common-dimension`: of the leading principal components, as many in both modalities, whitened.
 * - `z-scored`: each modality's surprisals centred, and scaled to the smaller of the two spreads.
 */
export type Comparability = 'standardized' | 'common-dimension' | 'z-scored';

export type CandidateName = 'perceptron' | 'logistic' | 'sparse-logistic';

export interface ClassifierConfig {
  /** Kinds of model fitted in every fold; pooled by the log-loss of their out-of-fold scores. */
  readonly candidates: readonly CandidateName[];
  /** Whether pooled scores get one temperature (and, of several candidates, their weights), or stay as they are. */
  readonly calibrate: boolean;
  readonly perceptron: PerceptronConfig;
  readonly logistic: LogisticConfig;
}

export interface PerceptronConfig {
  /** Width of both hidden layers. */
  readonly hidden: number;
  readonly learningRate: number;
  /** The epoch after which the learning rate is a tenth; null for never. */
  readonly decayAfterEpoch: number | null;
  readonly weightDecay: number;
  /** Rows a gradient step averages over, at most. */
  readonly batchSize: number;
  readonly maxEpochs: number;
  /** Epochs without a better validation loss before training stops; null trains `maxEpochs` on all rows. */
  readonly patience: number | null;
  /** Share of the training rows set aside for early stopping. */
  readonly validationShare: number;
  /** Independently started models whose log-probabilities are averaged. */
  readonly models: number;
}

export interface LogisticConfig {
  /** Strengths of λ/2·‖W‖² tried for `logistic`, descending, in units of the largest gradient at zero weights. */
  readonly ridge: readonly number[];
  /** Strengths of λ·‖W‖₁ tried for `sparse-logistic`, likewise; 1 leaves no weight at all. */
  readonly lasso: readonly number[];
  /** Parts the training rows are set aside in, one after the other, to choose the strength … */
  readonly innerFolds: number;
  /** … up to this many rows; of more, one part only. */
  readonly innerFoldRows: number;
  /** Quasi-Newton steps for each strength, at most. */
  readonly maxIterations: number;
  /** Training rows used, at most: a linear model needs no more. */
  readonly maxRows: number;
}

export interface DensityConfig {
  /** `mixture`: Gaussians fitted by EM; `knife`: the same family fitted by gradient steps alone. */
  readonly family: 'mixture' | 'knife';
  /** Numbers of Gaussians tried, ascending; the surprisal of rows set aside chooses. */
  readonly components: readonly number[];
  /** Of several components: one covariance for all, one for each, or whichever does better on rows set aside. */
  readonly covariances: readonly CovarianceKind[];
  /** Whether precisions with few elements are tried beside full covariances. */
  readonly sparse: boolean;
  /** Off-diagonal shrinkages tried, ascending. */
  readonly shrinkages: readonly number[];
  /** Least variance of a standardised column, added to every variance. */
  readonly ridge: number;
  readonly maxIterations: number;
  readonly patience: number;
  readonly validationShare: number;
  /** Numbers of principal components tried where the features are wide, ascending. */
  readonly projections: readonly number[];
  /** KNIFE's gradient steps: after EM for a `mixture` (null: none), all there is for `knife`. */
  readonly knife: KnifeConfig | null;
}

export interface KnifeConfig {
  /** `random` is the published start: everything from N(0, 1). */
  readonly start: 'data' | 'random';
  readonly learningRate: number;
  readonly decayAfterEpoch: number | null;
  readonly batchSize: number;
  readonly maxEpochs: number;
  /** Null trains `maxEpochs` on all rows. */
  readonly patience: number | null;
  /** Scales are limited to e^±scaleLimit. */
  readonly scaleLimit: number;
}

/** What is done to say how sure the numbers are; all of it costs time and nothing is done by default. */
export interface UncertaintyConfig {
  /** Bootstrap draws for intervals of means; 0 for none. */
  readonly bootstrap: number;
  /** Of the intervals: 0.9 leaves 5% on either side. */
  readonly confidence: number;
  /** Independent estimations (folds, starts, splits); 1 tells nothing about their spread. */
  readonly repetitions: number;
  /** Estimations on permuted labels for p-values; 0 for none. */
  readonly permutations: number;
}
