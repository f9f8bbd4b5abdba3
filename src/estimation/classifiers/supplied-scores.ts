import type { Matrix } from '../../domain/matrix.js';
import { takeRows } from '../rows.js';

/** What a supplied classifier says of the rows of a fold, in the form of a trained one's result. */
export interface SuppliedScores {
  /** `[held, C]` log-probabilities, nats. */
  readonly values: Float64Array;
  readonly columns: number;
  readonly diagnostics: { readonly model: 'supplied' };
}

/**
 * The held rows of a user's own log-probabilities, as they are. That they are out-of-fold is the user's to see to:
 * nothing is trained here, and no number tells.
 *
 * @param logProbabilities `[N, C]`, columns in the order of the classes
 */
export function suppliedScores(logProbabilities: Matrix, held: Int32Array): SuppliedScores {
  const { columns, data } = takeRows(logProbabilities, held);
  return { values: Float64Array.from(data), columns, diagnostics: { model: 'supplied' } };
}

/** Whether scores with these diagnostics are the user's own, and so taken as they are: not pooled, not smoothed. */
export function isSupplied(diagnostics: Readonly<Record<string, unknown>>): boolean {
  return diagnostics['model'] === 'supplied';
}
