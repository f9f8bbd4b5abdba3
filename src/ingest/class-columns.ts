import { quoteText } from './quote-text.js';
import { failureOf, type Subject } from './subject.js';

/** How many names a message has of each kind. */
const NAMED = 10;

/**
 * Where in a table the column of each class stands, found by the class's label.
 *
 * @param pattern  left out where columns are named as the classes are: then every column but the ids must be one. `p_*`
 *                 where they begin so, before the label: then other columns are none of them
 * @param idColumn where the ids stand, or null
 * @throws InputFailure BAD_PREDICTIONS where a class has no column, or a column no class
 */
export function classColumns(
  header: readonly string[],
  pattern: string | undefined,
  idColumn: number | null,
  classes: readonly string[],
  subject: Subject,
): number[] {
  if (pattern !== undefined && !pattern.endsWith('*')) {
    throw failureOf(
      subject,
      'BAD_PREDICTIONS',
      `is a table, and ${quoteText(pattern)} names no columns of all classes; expected a beginning such as "p_*", or nothing where columns are named as the classes are.`,
    );
  }
  const prefix = pattern?.slice(0, -1) ?? '';
  const indexOf = new Map<string, number>();
  header.forEach((name, column) => {
    if (column !== idColumn && name.startsWith(prefix)) indexOf.set(name.slice(prefix.length), column);
  });
  const missing = classes.filter((label) => !indexOf.has(label));
  const known = new Set(classes);
  const extra = [...indexOf.keys()].filter((label) => !known.has(label)).map((label) => prefix + label);
  if (missing.length === 0 && extra.length === 0) return classes.map((label) => indexOf.get(label)!);
  const faults = [
    ...(missing.length > 0 ? [`no column for the ${plural('class', missing)} ${listed(missing)}`] : []),
    ...(extra.length > 0 ? [`the ${plural('column', extra)} ${listed(extra)} of no class`] : []),
  ];
  throw failureOf(
    subject,
    'BAD_PREDICTIONS',
    `has ${faults.join(' and ')}; expected just one column for each class, ${prefix === '' ? 'named' : `named ${quoteText(prefix)} and then`} as it is (${listed(classes)}), beside the ids${prefix === '' ? ' (array "p_*" takes only columns that begin so)' : ''}.`,
  );
}

function plural(word: string, { length }: readonly string[]): string {
  if (length === 1) return word;
  return word.endsWith('s') ? `${word}es` : `${word}s`;
}

function listed(names: readonly string[]): string {
  const quoted = names.slice(0, NAMED).map((name) => quoteText(name));
  return quoted.join(', ') + (names.length > NAMED ? `, … (${names.length} in all)` : '');
}
