import type { ArraySelection } from './array-selection.js';
import type { ArraySource } from './array-source.js';
import { labelAsFeature } from './label-as-feature.js';
import { numberParts } from './number-parts.js';
import { checkMemory, openArray, readNumbers, readTexts, type OpenArray } from './open-array.js';
import { quoteText } from './quote-text.js';
import type { RawFeatures, RawSamples } from './raw-samples.js';
import { failureOf } from './subject.js';

/**
 * Reads the selected arrays of an archive or folder. All headers are read and compared before the first matrix is
 * allocated; then each array is decoded straight into its own matrix, so that little more than the features'
 * own size is ever needed.
 *
 * @throws InputFailure UNKNOWN_ARRAY, UNSUPPORTED_ARRAY, ROW_COUNT_MISMATCH, CORRUPT_FILE, FILE_UNREADABLE, BAD_VALUE,
 *   LABEL_AS_FEATURE.
 */
export async function readArrays(source: ArraySource, selection: ArraySelection): Promise<RawSamples> {
  checkLabelApart(source, selection);
  const features: (OpenArray & { name: string })[] = [];
  for (const { name, array, field } of numberParts(selection)) {
    features.push({ name, ...(await openArray(source, array, field, true)) });
  }
  const [label, id, split] = [
    await openArray(source, selection.label, 'label', false),
    selection.id === undefined ? null : await openArray(source, selection.id, 'id', false),
    selection.split === undefined ? null : await openArray(source, selection.split, 'split', false),
  ];
  const all = [...features, label, id, split].filter((array) => array !== null);
  const rows = checkRows(all);
  checkMemory(all);

  const numbers: RawFeatures[] = [];
  for (const feature of features) numbers.push(await readNumbers(feature));
  return {
    path: source.path,
    rows,
    kind: 'array',
    modalities: numbers.slice(0, selection.modalities.length),
    logProbabilities: numbers.slice(selection.modalities.length),
    label: await readTexts(label),
    id: id && (await readTexts(id)),
    split: split && (await readTexts(split)),
    rowName: (i) => `row ${i}`,
  };
}

function checkLabelApart({ path, names }: ArraySource, { modalities, label }: ArraySelection): void {
  const stem = (array: string): string => (names.includes(array) ? array : array.replace(/\.npy$/, ''));
  const twin = modalities.find(({ array }) => stem(array) === stem(label));
  if (twin) throw labelAsFeature('array', label, path, `modality ${twin.name}`);
}

function checkRows(arrays: readonly OpenArray[]): number {
  const first = arrays[0]!;
  const other = arrays.find((array) => array.rows !== first.rows);
  if (other === undefined) return first.rows;
  throw failureOf(
    other.subject,
    'ROW_COUNT_MISMATCH',
    `has ${other.rows} rows but the array ${quoteText(first.array)} has ${first.rows}; expected one row a sample in every array.`,
  );
}
