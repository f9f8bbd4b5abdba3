import type { Matrix } from './matrix.js';

/** One modality's features: `matrix.rows` is the sample count, `matrix.columns` the dimension. */
export interface ModalityFeatures {
  readonly name: string;
  readonly matrix: Matrix;
}

/**
 * A dataset that passed every check: at least two modalities of equal length, at least two classes with at
 * least two samples each, finite features, unique sample ids.
 */
export interface LabelledDataset {
  readonly modalities: readonly ModalityFeatures[];
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
