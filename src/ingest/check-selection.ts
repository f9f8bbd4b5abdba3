import { InputFailure } from '../domain/failure.js';
import type { ArraySelection } from './array-selection.js';
import { quoteText } from './quote-text.js';
import { checkSubjects } from './scored-modalities.js';

const NAME = /^[A-Za-z0-9_.-]{1,64}$/;

/**
 * @throws InputFailure TOO_FEW_MODALITIES or BAD_MODALITY_NAME, field `modality`; BAD_SUBJECT, field
 *   `log-probabilities`.
 */
export function checkSelection({ modalities, logProbabilities = [] }: ArraySelection): void {
  if (modalities.length < 2) {
    throw new InputFailure(
      'TOO_FEW_MODALITIES',
      `The selection names ${modalities.length} ${modalities.length === 1 ? 'modality' : 'modalities'}; expected at least two.`,
      'modality',
    );
  }
  const seen = new Set<string>();
  for (const { name } of modalities) {
    if (!NAME.test(name)) {
      throw new InputFailure(
        'BAD_MODALITY_NAME',
        `The modality name ${quoteText(name)} cannot be used; expected 1 to 64 letters, digits, "_", "." or "-".`,
        'modality',
      );
    }
    if (seen.has(name)) {
      throw new InputFailure(
        'BAD_MODALITY_NAME',
        `The modality name ${quoteText(name)} is given twice; expected every modality to have its own name.`,
        'modality',
      );
    }
    seen.add(name);
  }
  checkSubjects(
    logProbabilities.map(({ subject }) => subject),
    [...seen],
  );
}
