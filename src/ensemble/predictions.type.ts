/** What several models say about the same samples. */
export interface Predictions {
  readonly models: readonly ModelPredictions[];
  /** C */
  readonly classes: number;
  /** `[N]` 0 … C−1 */
  readonly labels: Int32Array;
}

export interface ModelPredictions {
  readonly name: string;
  /** `[N, C]` p(class | sample), rows that sum to 1. */
  readonly probabilities: Float32Array;
}
