/** Which arrays (`.npz`, `.npy`) or columns (`.csv`, `.tsv`) of a file play which part. */
export interface ArraySelection {
  readonly modalities: readonly { readonly name: string; readonly array: string }[];
  /**
   * The user's own classifiers in place of trained ones: log p(y|x), one column a class. `subject` is the modality
   * the classifier saw, or two joined by `+` in either order.
   */
  readonly logProbabilities?: readonly { readonly subject: string; readonly array: string }[];
  readonly label: string;
  readonly id?: string;
  readonly split?: string;
  /** Rows with a missing value in a used column: refuse the file, or leave those rows out and count them. */
  readonly missing: 'refuse' | 'drop';
}
