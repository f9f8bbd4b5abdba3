import type { Matrix } from '../domain/matrix.js';
import type { RawTexts } from './raw-samples.js';
import type { Subject } from './subject.js';

/** What a file says of a model's predictions, decoded but not yet checked. */
export interface RawPredictions {
  readonly kind: 'array' | 'column';
  /** What messages call the predictions. */
  readonly subject: Subject;
  /** `[rows, C']`; a missing cell is NaN. */
  readonly matrix: Matrix;
  readonly id: RawTexts | null;
  /** How a message names row `i` of the file. */
  readonly rowName: (i: number) => string;
  /** How a message names column `j` of the matrix. */
  readonly columnName: (j: number) => string;
}
