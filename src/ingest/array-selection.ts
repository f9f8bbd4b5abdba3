/** Which arrays (`.npz`, `.npy`) or columns (`.csv`, `.tsv`) of a file play which part. */
export interface ArraySelection {
  readonly modalities: readonly { readonly name: string; readonly array: string }[];
  readonly label: string;
  readonly id?: string;
  readonly split?: string;
  /** Rows with a missing value in a used column: refuse the file, or leave those rows out and count them. */
  readonly missing: 'refuse' | 'drop';
}
