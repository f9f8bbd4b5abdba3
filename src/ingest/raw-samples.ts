import type { Matrix } from '../domain/matrix.js';

/** Texts of a label, id or split column before any check; null where the value is missing. */
export interface TextValues {
  readonly values: readonly (string | null)[];
  /** Where the texts come from: real text (or integers), floats, or the untyped cells of a CSV file. */
  readonly origin: 'texts' | 'floats' | 'cells';
}

/** A label, id or split column: `array` is the name the user gave. */
export interface RawTexts extends TextValues {
  readonly array: string;
}

/** One modality, or one classifier's log-probabilities, before any check; a missing cell is NaN. */
export interface RawFeatures {
  readonly name: string;
  /** The option that named it: `modality NAME` or `log-probabilities NAME`. */
  readonly field: string;
  readonly array: string;
  readonly matrix: Matrix;
  /** How a message names column `j`. */
  readonly columnName: (j: number) => string;
}

/** What a file said about the selected arrays, decoded but not yet checked. Every part has `rows` rows. */
export interface RawSamples {
  readonly path: string;
  readonly rows: number;
  /** What the user's file calls the things selected. */
  readonly kind: 'array' | 'column';
  readonly modalities: readonly RawFeatures[];
  readonly logProbabilities: readonly RawFeatures[];
  readonly label: RawTexts;
  readonly id: RawTexts | null;
  readonly split: RawTexts | null;
  /** How a message names row `i` of the file. */
  readonly rowName: (i: number) => string;
}
