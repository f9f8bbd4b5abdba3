import { quoteText } from './quote-text.js';
import { failureOf, type Subject } from './subject.js';
import { unknownName } from './unknown-name.js';

/** @throws InputFailure CORRUPT_FILE when two columns have the same name. */
export function checkHeader(header: readonly string[], subject: Subject): void {
  const seen = new Map<string, number>();
  header.forEach((name, index) => {
    const earlier = seen.get(name);
    if (earlier !== undefined && name !== '') {
      throw failureOf(
        subject,
        'CORRUPT_FILE',
        `line 1 names two columns ${quoteText(name)} (the ${earlier + 1}. and the ${index + 1}.); expected every column name once.`,
      );
    }
    seen.set(name, index);
  });
}

/** Index of the column called `name`. @throws InputFailure UNKNOWN_ARRAY. */
export function findColumn(header: readonly string[], name: string, subject: Subject): number {
  const index = name === '' ? -1 : header.indexOf(name);
  if (index < 0) throw unknownName(subject, 'column', name, named(header));
  return index;
}

/**
 * Indices of the columns a modality is made of: the comma-separated names of `list`, an item ending in `*` standing
 * for every column with that beginning, in file order. A column named twice counts once. A column whose own name
 * has a comma or a star in it can be named as it stands.
 *
 * @throws InputFailure UNKNOWN_ARRAY for a name or a beginning that no column has.
 */
export function findColumns(header: readonly string[], list: string, subject: Subject): number[] {
  if (header.includes(list) && list !== '') return [header.indexOf(list)];
  const found = new Set<number>();
  for (const item of list.split(',').map((part) => part.trim())) {
    if (!item.endsWith('*') || header.includes(item)) {
      found.add(findColumn(header, item, subject));
      continue;
    }
    const prefix = item.slice(0, -1);
    const before = found.size;
    header.forEach((name, index) => {
      if (name !== '' && name.startsWith(prefix)) found.add(index);
    });
    const matches = found.size > before || header.some((name) => name !== '' && name.startsWith(prefix));
    if (!matches) throw unknownName(subject, 'column', item, named(header));
  }
  return [...found];
}

function named(header: readonly string[]): string[] {
  return header.filter((name) => name !== '');
}
