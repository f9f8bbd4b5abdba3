import { isPlainText } from '../domain/plain-text.js';
import { quoteText } from './quote-text.js';
import type { RawSamples, RawTexts } from './raw-samples.js';
import { failureOf } from './subject.js';

const NAMED = 10;
const MAX_LENGTH = 1_000;

/**
 * Refuses missing labels, ids or splits, or sets `leftOut[row]` to 1 for their rows; then refuses texts that the
 * database cannot store (longer than 1,000 characters, with a NUL or half a surrogate pair) and floats that name
 * nothing: ids or splits that are no integers.
 *
 * @throws InputFailure MISSING_VALUES or BAD_VALUE; `field` is the option.
 */
export function checkTexts(
  raw: RawSamples,
  texts: RawTexts,
  field: 'label' | 'id' | 'split',
  missing: 'refuse' | 'drop',
  leftOut: Uint8Array,
): void {
  const subject = { what: `The ${raw.kind} ${quoteText(texts.array)} of ${raw.path}`, field };
  const absent: number[] = [];
  let count = 0;
  texts.values.forEach((text, row) => {
    if (text === null) {
      count += 1;
      if (absent.length < NAMED) absent.push(row);
      leftOut[row] = 1;
      return;
    }
    const problem =
      text.length > MAX_LENGTH
        ? `a text longer than ${MAX_LENGTH} characters`
        : !isPlainText(text)
          ? 'a text with a NUL character or half a surrogate pair'
          : field !== 'label' && texts.origin === 'floats' && !Number.isInteger(Number(text))
            ? 'a number that is no integer'
            : null;
    if (problem === null) return;
    throw failureOf(
      subject,
      'BAD_VALUE',
      `has ${problem} in ${raw.rowName(row)}: ${quoteText(text)}; expected integers or at most ${MAX_LENGTH} characters of plain Unicode text.`,
    );
  });
  if (count === 0 || missing === 'drop') return;
  const places = absent.map((row) => raw.rowName(row)).join(', ');
  throw failureOf(
    subject,
    'MISSING_VALUES',
    `has ${count} missing values (${places}${count > absent.length ? ', …' : ''}); expected ${field === 'id' ? 'an' : 'a'} ${field} in every row (--drop-missing leaves such rows out).`,
  );
}
