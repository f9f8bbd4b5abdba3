import type { Matrix } from '../domain/matrix.js';
import type { ColumnScreening } from './densities/column-screening.js';
import {
  discreteLimit,
  findDistinctRows,
  pairCodes,
  ROWS_PER_DISTINCT_VALUE,
  type DistinctRows,
} from './distinct-rows.js';
import type { Modality, Subject } from './steps.js';

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
  /** As {@link screenModality} finds it: where it is not given, every density step finds it anew. */
  readonly screening?: Readonly<Partial<Record<Modality, ColumnScreening>>>;
}

/** The subject's distinct values where there are few enough for their frequencies to be a density, else null. */
export function distinctOf(features: RunFeatures, subject: Subject): DistinctRows | null {
  const limit = discreteLimit(features.classIndex.length);
  if (subject !== 'both') return findDistinctRows(features[subject], limit);
  const first = findDistinctRows(features.first, limit);
  const second = first && findDistinctRows(features.second, limit);
  if (!first || !second) return null;
  const pairs = pairCodes(first, second);
  return pairs.count * ROWS_PER_DISTINCT_VALUE <= features.classIndex.length ? pairs : null;
}

/**
 * The subject's distinct values where frequencies serve as a classifier, else null: every value needs as many rows
 * for each class. With fewer, counting errs by about (C − 1) / 2n(x) nats, which a model that knows that 41 lies
 * between 40 and 42, or that modalities act one by one, does not.
 */
export function countedOf(features: RunFeatures, subject: Subject): DistinctRows | null {
  const distinct = distinctOf(features, subject);
  if (!distinct) return null;
  const cells = distinct.count * features.classes;
  return cells * ROWS_PER_DISTINCT_VALUE <= features.classIndex.length ? distinct : null;
}
