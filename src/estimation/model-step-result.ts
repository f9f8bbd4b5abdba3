/** Out-of-fold scores of the step's fold, rows in ascending sample order. */
export interface ModelStepResult {
  /**
   * Classifier: `[held, K·C]` log-probabilities of K candidates side by side; density: `[held]` surprisals, nats,
   * of features in units of their standard deviation over the dataset (of whitened principal components where
   * modalities are brought to a common dimension).
   */
  readonly values: Float64Array;
  readonly columns: number;
  readonly diagnostics: Readonly<Record<string, unknown>>;
}

/** A result as a run keeps it between steps: scores of trained classifiers in float32. */
export type KeptResult = Omit<ModelStepResult, 'values'> & { readonly values: Float32Array | Float64Array };
