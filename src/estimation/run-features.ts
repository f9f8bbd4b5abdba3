import type { Matrix } from '../domain/matrix.js';
import {
  discreteLimit,
  findDistinctRows,
  pairCodes,
  ROWS_PER_DISTINCT_VALUE,
  type DistinctRows,
} from './distinct-rows.js';
import type { Subject } from './steps.js';

/** What every model step of a run reads. */
export interface RunFeatures {
  /** `[N, d1]` */
  readonly first: Matrix;
  /** `[N, d2]` */
  readonly second: Matrix;
  /** `[N]` */
  readonly classIndex: Int32Array;
  readonly classes: number;
  /** `[N, C]` log-probabilities of the user's own classifiers, which are then not trained. */
  readonly supplied?: Readonly<Partial<Record<Subject, Matrix>>>;
}

/** The subject's distinct values where frequencies serve, else null. */
export function distinctOf(features: RunFeatures, subject: Subject): DistinctRows | null {
  const limit = discreteLimit(features.classIndex.length);
  if (subject !== 'both') return findDistinctRows(features[subject], limit);
  const first = findDistinctRows(features.first, limit);
  const second = first && findDistinctRows(features.second, limit);
  if (!first || !second) return null;
  const pairs = pairCodes(first, second);
  return pairs.count * ROWS_PER_DISTINCT_VALUE <= features.classIndex.length ? pairs : null;
}
