/** What the predictions of a model may be given as: of natural logarithms where they are of any. */
export const PREDICTION_KINDS = ['PROBABILITIES', 'LOG_PROBABILITIES', 'LOGITS'] as const;
export type PredictionKind = (typeof PREDICTION_KINDS)[number];

/** Which part of a file holds a model's predictions, and what they are. */
export interface PredictionSelection {
  readonly kind: PredictionKind;
  /**
   * npz: name of the array; may be left out where there is only one besides the ids. npy: the file's own where left out.
   * csv: left out, columns are named as the classes are; `p_*` takes columns that begin so, the class after it.
   */
  readonly array?: string;
  /** Array or column of sample ids, by which rows are matched; else rows are in the dataset's order. */
  readonly id?: string;
}

/** What predictions must fit to. */
export interface PredictedDataset {
  readonly name: string;
  /** In the order of the columns of arrays. */
  readonly classes: readonly string[];
  /** Samples, N. */
  readonly samples: number;
  /** Rows of the dataset's own file that were left out of it. */
  readonly droppedRows: number;
  /** `[N]`; null where rows are not matched by id. */
  readonly sampleIds: readonly string[] | null;
}
