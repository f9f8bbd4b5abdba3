import type { Matrix } from './matrix.js';

/** One modality's features: `matrix.rows` is the sample count, `matrix.columns` the dimension. */
export interface ModalityFeatures {
  readonly name: string;
  readonly matrix: Matrix;
}

/** Positions of the modalities a classifier saw, `first` ≤ `second`: equal where it saw one alone. */
export interface ScoredModalities {
  readonly first: number;
  readonly second: number;
}

/** What a classifier of the user's own says of every sample. */
export interface ClassScores {
  readonly scored: ScoredModalities;
  /** `[N, C]` log p(y|x), nats, columns in the order of `classes`; the probabilities of a row add to 1. */
  readonly matrix: Matrix;
}

/**
 * A dataset that passed every check: at least two modalities of equal length, at least two classes with at
 * least two samples each, finite features, unique sample ids.
 */
export interface LabelledDataset {
  readonly modalities: readonly ModalityFeatures[];
  /** At most one for each modality and for each two of them. */
  readonly classScores: readonly ClassScores[];
  /** Distinct labels as text, sorted (numerically when every label is a number). */
  readonly classes: readonly string[];
  /** `[N]` index into `classes`. */
  readonly classIndex: Int32Array;
  /** `[N]` the user's own sample ids; the row number in the file (from 0) where none were given. */
  readonly sampleIds: readonly string[];
  /** `[N]` the user's own split names, or null where none were given. */
  readonly splits: readonly string[] | null;
  /** How many rows of the file were left out because a used value was missing (only when asked for). */
  readonly droppedRows: number;
}
