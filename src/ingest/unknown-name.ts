import type { InputFailure } from '../domain/failure.js';
import { quoteText } from './quote-text.js';
import { failureOf, type Subject } from './subject.js';

const LISTED = 20;
const HINT_NAMES = 1_000;
const HINT_LENGTH = 64;

/** UNKNOWN_ARRAY: `wanted` is not among `names`; lists the first 20 names and the closest one, if any is close. */
export function unknownName(
  subject: Subject,
  kind: 'array' | 'column',
  wanted: string,
  names: readonly string[],
): InputFailure {
  const listed = names.slice(0, LISTED).map((name) => quoteText(name));
  const more = names.length > LISTED ? ` and ${names.length - LISTED} more` : '';
  const close = closestName(wanted, names);
  const hint = close === null ? '' : `; did you mean ${quoteText(close)}?`;
  const has = names.length === 0 ? `no ${kind}s` : `the ${kind}s ${listed.join(', ')}${more}`;
  return failureOf(
    subject,
    'UNKNOWN_ARRAY',
    `has no ${kind} ${quoteText(wanted)}: it has ${has}${hint === '' ? '.' : hint}`,
  );
}

function closestName(wanted: string, names: readonly string[]): string | null {
  const folded = wanted.toLowerCase();
  if (folded === '' || folded.length > HINT_LENGTH) return null;
  let best: string | null = null;
  let bestDistance = Math.floor((folded.length + 1) / 3) + 1;
  for (const name of names.slice(0, HINT_NAMES)) {
    if (Math.abs(name.length - folded.length) >= bestDistance) continue;
    const distance = editDistance(folded, name.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [name, distance];
  }
  return best;
}

/** Levenshtein distance, one row of the table at a time. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(substitution, previous[j]! + 1, current[j - 1]! + 1));
    }
    previous = current;
  }
  return previous[b.length]!;
}
