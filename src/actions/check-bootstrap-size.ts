import { InputFailure } from '../domain/failure.js';
import type { EstimationConfig } from '../estimation/config.js';

/** Every draw keeps 48 bytes of sums for each class and for all samples together: 240 MB. */
const MOST_SUMS = 5_000_000;

/**
 * Refuses more bootstrap draws than fit in memory for this many classes.
 *
 * @param field the caller's name for the values of uncertainty
 * @throws InputFailure BAD_CONFIG
 */
export function checkBootstrapSize(
  { uncertainty: { bootstrap } }: Pick<EstimationConfig, 'uncertainty'>,
  classes: number,
  field: string,
): void {
  const most = Math.floor(MOST_SUMS / (classes + 1));
  if (bootstrap <= most) return;
  throw new InputFailure(
    'BAD_CONFIG',
    `The value uncertainty.bootstrap must be at most ${String(most)} for a dataset of ${String(classes)} classes, got ${String(bootstrap)}.`,
    field,
  );
}
