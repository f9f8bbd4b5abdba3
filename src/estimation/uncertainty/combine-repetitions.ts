import { decomposeSamples, type InteractionColumns } from '../interaction-columns.js';
import { averagePrimitives, repetitionSpread, type RepetitionSpread } from './repetition-spread.js';

/** A run's records from all its repetitions. */
export interface CombinedRepetitions {
  /** Of the primitives averaged over repetitions. */
  readonly columns: InteractionColumns;
  /** Null for a single repetition. */
  readonly spread: RepetitionSpread | null;
}

/** Decomposes the averaged primitives, and says how far the repetitions lie apart. */
export function combineRepetitions(repetitions: readonly InteractionColumns[]): CombinedRepetitions {
  if (repetitions.length === 1) return { columns: repetitions[0]!, spread: null };
  return {
    columns: decomposeSamples(averagePrimitives(repetitions)),
    spread: repetitionSpread(repetitions),
  };
}
