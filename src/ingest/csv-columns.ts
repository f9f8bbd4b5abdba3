import type { ArraySelection } from './array-selection.js';
import { labelAsFeature } from './label-as-feature.js';
import { numberParts } from './number-parts.js';
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
 * Indices of the columns of each of the selection's number parts, in their order. A beginning such as `img_*` stands
 * for features alone: not for the label, ids, splits or log-probabilities.
 *
 * @throws InputFailure UNKNOWN_ARRAY, or LABEL_AS_FEATURE for a modality that names the label
 */
export function selectColumns(
  header: readonly string[],
  selection: ArraySelection,
  path: string,
): number[][] {
  const { modalities, label, id, split } = selection;
  const parts = numberParts(selection);
  const find = (taken: ReadonlySet<number>, { array, field }: (typeof parts)[number]): number[] =>
    findColumns(header, array, taken, { what: `The file ${path}`, field });
  const ofTexts = new Set([label, id, split].map((name) => (name === undefined ? -1 : header.indexOf(name))));
  const scores = parts.slice(modalities.length).map((part) => find(ofTexts, part));
  const taken = new Set([...ofTexts, ...scores.flat()]);
  const features = parts.slice(0, modalities.length).map((part) => {
    const columns = find(taken, part);
    if (columns.includes(header.indexOf(label))) throw labelAsFeature('column', label, path, part.field);
    return columns;
  });
  return [...features, ...scores];
}

/**
 * Indices of the columns a modality is made of: the comma-separated names of `list`, an item ending in `*` standing
 * for every column with that beginning, in file order. A column named twice counts once. A column whose own name
 * has a comma or a star in it can be named as it stands.
 *
 * @param taken columns with another part to play: no beginning stands for them
 * @throws InputFailure UNKNOWN_ARRAY for a name or a beginning that no column has, or only columns that are taken.
 */
function findColumns(
  header: readonly string[],
  list: string,
  taken: ReadonlySet<number>,
  subject: Subject,
): number[] {
  if (header.includes(list) && list !== '') return [header.indexOf(list)];
  const found = new Set<number>();
  for (const item of list.split(',').map((part) => part.trim())) {
    if (!item.endsWith('*') || header.includes(item)) {
      found.add(findColumn(header, item, subject));
      continue;
    }
    const prefix = item.slice(0, -1);
    const matches = [...header.keys()].filter((index) => {
      const name = header[index]!;
      return name !== '' && name.startsWith(prefix) && !taken.has(index);
    });
    if (matches.length === 0) throw unknownName(subject, 'column', item, named(header, taken));
    for (const index of matches) found.add(index);
  }
  return [...found];
}

function named(header: readonly string[], taken: ReadonlySet<number> = new Set()): string[] {
  return header.filter((name, index) => name !== '' && !taken.has(index));
}
