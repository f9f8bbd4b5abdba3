import type { ArraySelection } from './array-selection.js';

/** A part of the selection that is read as a matrix of numbers. */
export interface NumberPart {
  readonly name: string;
  readonly array: string;
  /** The option at fault in a failure: `modality NAME` or `log-probabilities NAME`. */
  readonly field: string;
}

/** The parts of a selection that are numbers: modalities first, then log-probabilities. */
export function numberParts({ modalities, logProbabilities = [] }: ArraySelection): NumberPart[] {
  return [
    ...modalities.map(({ name, array }) => ({ name, array, field: `modality ${name}` })),
    ...logProbabilities.map(({ subject, array }) => ({
      name: subject,
      array,
      field: `log-probabilities ${subject}`,
    })),
  ];
}
