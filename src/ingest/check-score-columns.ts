import { quoteText } from './quote-text.js';
import type { RawFeatures, RawSamples } from './raw-samples.js';
import { failureOf, type Subject } from './subject.js';

/** How many classes a message names. */
const NAMED = 10;

/**
 * Refuses scores whose columns are not the classes in their order, as far as numbers and names of columns tell.
 *
 * @param code of the failure
 * @throws InputFailure
 */
export function checkScoreColumns(
  kind: RawSamples['kind'],
  { matrix, columnName }: Pick<RawFeatures, 'matrix' | 'columnName'>,
  classes: readonly string[],
  subject: Subject,
  code: string,
): void {
  const listed = classes.slice(0, NAMED).map((label) => quoteText(label));
  const inOrder = `${listed.join(', ')}${classes.length > NAMED ? ', …' : ''}`;
  if (matrix.columns !== classes.length) {
    throw failureOf(
      subject,
      code,
      `has ${matrix.columns} ${matrix.columns === 1 ? 'column' : 'columns'}; expected ${classes.length}, one for each class in the order ${inOrder}.`,
    );
  }
  if (kind === 'array') return;
  // Columns named after the classes tell when they stand in another order, which no number could.
  const indexOf = new Map(classes.map((label, index) => [quoteText(label).slice(1), index]));
  const named = classes.map((_, column) => longestEnding(columnName(column), indexOf));
  const isEveryClass = new Set(named).size === classes.length && !named.includes(-1);
  const misplaced = named.findIndex((index, column) => index !== column);
  if (!isEveryClass || misplaced < 0) return;
  throw failureOf(
    subject,
    code,
    `has ${columnName(misplaced)} as its ${misplaced + 1}. column, where class ${quoteText(classes[misplaced]!)} belongs; expected the columns in the order of the classes, ${inOrder}.`,
  );
}

/** The value of the longest key that `text` ends with, or -1. */
function longestEnding(text: string, values: ReadonlyMap<string, number>): number {
  for (let start = 0; start < text.length; start += 1) {
    const value = values.get(text.slice(start));
    if (value !== undefined) return value;
  }
  return -1;
}
