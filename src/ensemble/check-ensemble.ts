import { InputFailure } from '../domain/failure.js';
import type { Predictions } from './predictions.type.js';

/**
 * Checks what a user may have asked for wrongly. Arrays of the wrong length are the caller's bug.
 *
 * @throws InputFailure BAD_ENSEMBLE (field `models`), BAD_FOLDS (`folds`), BAD_ROUNDS (`rounds`)
 */
export function checkEnsemble(
  { models, classes, labels }: Predictions,
  strata: Int32Array,
  folds: number,
  rounds: number,
): void {
  if (models.length < 1) {
    throw new InputFailure(
      'BAD_ENSEMBLE',
      'An ensemble of no models was asked for; expected at least one.',
      'models',
    );
  }
  if (!Number.isInteger(folds) || folds < 2) {
    throw new InputFailure('BAD_FOLDS', `"folds" is ${folds}; expected an integer of at least 2.`, 'folds');
  }
  if (labels.length < folds) {
    throw new InputFailure(
      'BAD_FOLDS',
      `"folds" is ${folds}, but there are ${labels.length} samples; expected at least one sample a fold.`,
      'folds',
    );
  }
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new InputFailure(
      'BAD_ROUNDS',
      `"rounds" is ${rounds}; expected an integer of at least 1.`,
      'rounds',
    );
  }
  for (const { name, probabilities } of models) {
    if (probabilities.length === labels.length * classes) continue;
    throw new RangeError(
      `${name}: ${probabilities.length} probabilities; expected ${labels.length} × ${classes}.`,
    );
  }
  if (strata.length !== labels.length) {
    throw new RangeError(`${strata.length} strata; expected ${labels.length}, one a sample.`);
  }
}
