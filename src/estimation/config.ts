/** Every value an estimation uses; stored with its run. */
export interface EstimationConfig {
  readonly preset: string;
  /** Cross-fitting folds: every sample is scored by models that have not seen it. */
  readonly folds: number;
  readonly classifier: ClassifierConfig;
  readonly density: DensityConfig;
}

export interface ClassifierConfig {
  /** Width of both hidden layers. */
  readonly hidden: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  /** Rows a gradient step averages over, at most. */
  readonly batchSize: number;
  readonly maxEpochs: number;
  /** Epochs without a better validation loss before training stops. */
  readonly patience: number;
  /** Share of the training rows set aside for early stopping. */
  readonly validationShare: number;
  /** Independently started models whose log-probabilities are averaged. */
  readonly models: number;
}

export interface DensityConfig {
  /** Numbers of Gaussians tried, ascending; the held-out surprisal chooses. */
  readonly components: readonly number[];
  /** Off-diagonal shrinkages tried, ascending. */
  readonly shrinkages: readonly number[];
  readonly ridge: number;
  readonly maxIterations: number;
  readonly patience: number;
  readonly validationShare: number;
}

const accurate: EstimationConfig = {
  preset: 'accurate',
  folds: 5,
  classifier: {
    hidden: 64,
    learningRate: 1e-3,
    weightDecay: 1e-2,
    batchSize: 64,
    maxEpochs: 100,
    patience: 6,
    validationShare: 0.12,
    models: 4,
  },
  density: {
    components: [1, 2, 5, 10],
    shrinkages: [0, 0.03, 0.1, 0.3, 1],
    ridge: 1e-4,
    maxIterations: 60,
    patience: 3,
    validationShare: 0.12,
  },
};

/** Named, complete sets of values. */
export const presets: Readonly<Record<string, EstimationConfig>> = {
  accurate,
  fast: {
    ...accurate,
    preset: 'fast',
    classifier: { ...accurate.classifier, models: 1 },
    density: { ...accurate.density, components: [1] },
  },
};
