import { quoteText } from './quote-text.js';
import { failureOf, type Subject } from './subject.js';

const NAMED = 10;

/**
 * @param ids     `[N]` the sample ids
 * @param rowName how a message names row `i`
 * @throws InputFailure DUPLICATE_ID that names the first ten ids given twice, with their rows.
 */
export function checkIds(ids: readonly string[], rowName: (i: number) => string, subject: Subject): void {
  const first = new Map<string, number>();
  const repeated: string[] = [];
  let count = 0;
  ids.forEach((id, row) => {
    const earlier = first.get(id);
    if (earlier === undefined) {
      first.set(id, row);
      return;
    }
    count += 1;
    if (repeated.length < NAMED) repeated.push(`${quoteText(id)} (${rowName(earlier)} and ${rowName(row)})`);
  });
  if (count === 0) return;
  throw failureOf(
    subject,
    'DUPLICATE_ID',
    `gives ${count} ${count === 1 ? 'id' : 'ids'} again: ${repeated.join(', ')}${count > NAMED ? ', …' : ''}; expected every id once.`,
  );
}
