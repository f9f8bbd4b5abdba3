import { totalmem } from 'node:os';
import type { ArraySelection } from './array-selection.js';
import type { ArraySource, NpyBytes } from './array-source.js';
import { featureShape, makeFeatureSink, type FeatureSink } from './feature-sink.js';
import { labelAsFeature } from './label-as-feature.js';
import { readNpy } from './npy-stream.js';
import { numberParts } from './number-parts.js';
import { quoteText } from './quote-text.js';
import type { RawFeatures, RawSamples, RawTexts } from './raw-samples.js';
import { failureOf, type Subject } from './subject.js';
import { makeTextSink, textRows, type TextSink } from './text-sink.js';

interface OpenArray {
  readonly array: string;
  readonly subject: Subject;
  readonly bytes: NpyBytes;
  readonly rows: number;
  /** Bytes its matrix will take; 0 for texts. */
  readonly memory: number;
}

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
  for (const feature of features) numbers.push(await readFeatures(feature));
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

async function openArray(
  source: ArraySource,
  array: string,
  field: string,
  isFeature: boolean,
): Promise<OpenArray> {
  const subject = { what: `The array ${quoteText(array)} of ${source.path}`, field };
  const bytes = source.open(array, subject);
  const header = await readNpy(bytes, subject, () => null);
  if (!isFeature) return { array, subject, bytes, rows: textRows(header, subject), memory: 0 };
  const shape = featureShape(header, subject);
  return { array, subject, bytes, rows: shape.rows, memory: shape.bytes };
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

function checkMemory(arrays: readonly OpenArray[]): void {
  const needed = arrays.reduce((sum, { memory }) => sum + memory, 0);
  const constrained = process.constrainedMemory();
  const available = Math.min(totalmem(), constrained > 0 ? constrained : Infinity);
  if (needed <= available) return;
  const largest = arrays.reduce((a, b) => (b.memory > a.memory ? b : a));
  throw failureOf(
    largest.subject,
    'UNSUPPORTED_ARRAY',
    `needs ${largest.memory} bytes of memory, and all features together ${needed}, where this machine has ${available}.`,
  );
}

async function readFeatures(feature: OpenArray & { name: string }): Promise<RawFeatures> {
  const { name, array, bytes, subject } = feature;
  let sink: FeatureSink | undefined;
  await readNpy(bytes, subject, (header) => {
    checkUnchanged(feature, featureShape(header, subject).rows);
    return (sink = makeFeatureSink(header, subject)).push;
  });
  return { name, array, field: subject.field, matrix: sink!.matrix, columnName: (j) => `column ${j}` };
}

async function readTexts(open: OpenArray): Promise<RawTexts> {
  const { array, bytes, subject } = open;
  let sink: TextSink | undefined;
  await readNpy(bytes, subject, (header) => {
    checkUnchanged(open, textRows(header, subject));
    return (sink = makeTextSink(header, subject)).push;
  });
  return { array, ...sink!.texts };
}

/** The file is opened twice, for its header and for its elements; another program may write it in between. */
function checkUnchanged({ rows, subject }: OpenArray, rowsNow: number): void {
  if (rows === rowsNow) return;
  throw failureOf(subject, 'CORRUPT_FILE', `changed from ${rows} to ${rowsNow} rows while it was read.`);
}
