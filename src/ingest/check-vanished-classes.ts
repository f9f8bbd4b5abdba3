import { quoteText } from './quote-text.js';
import type { RawFeatures, RawSamples } from './raw-samples.js';
import { failureOf } from './subject.js';

/** How many classes a message names. */
const NAMED = 10;

/**
 * Refuses log-probabilities that have a column for classes all of whose rows were left out for missing values.
 *
 * @param classes of the rows that are left
 * @throws InputFailure BAD_LOG_PROBABILITIES, field `log-probabilities NAME`
 */
export function checkVanishedClasses(
  raw: Pick<RawSamples, 'kind' | 'path' | 'label'>,
  { array, field, matrix }: RawFeatures,
  classes: readonly string[],
): void {
  if (matrix.columns <= classes.length) return;
  const left = new Set<string | null>(classes);
  const vanished = [...new Set(raw.label.values)].filter((label) => label !== null && !left.has(label));
  if (vanished.length === 0 || matrix.columns !== classes.length + vanished.length) return;
  const named = vanished.slice(0, NAMED).map((label) => quoteText(label!));
  throw failureOf(
    { what: `The ${raw.kind} ${quoteText(array)} of ${raw.path}`, field },
    'BAD_LOG_PROBABILITIES',
    `has ${matrix.columns} columns, but every row of the ${vanished.length === 1 ? 'class' : 'classes'} ${named.join(', ')}${vanished.length > NAMED ? ', …' : ''} was left out for missing values; expected ${classes.length}, one for each class that is left.`,
  );
}
