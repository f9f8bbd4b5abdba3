import { totalmem } from 'node:os';
import type { ArraySource, NpyBytes } from './array-source.js';
import { featureShape, makeFeatureSink, type FeatureSink } from './feature-sink.js';
import { readNpy } from './npy-stream.js';
import { quoteText } from './quote-text.js';
import type { RawFeatures, RawTexts } from './raw-samples.js';
import { failureOf, type Subject } from './subject.js';
import { makeTextSink, textRows, type TextSink } from './text-sink.js';

/** An array whose header was read. */
export interface OpenArray {
  readonly array: string;
  readonly subject: Subject;
  readonly bytes: NpyBytes;
  readonly rows: number;
  /** Bytes its matrix will take; 0 for texts. */
  readonly memory: number;
}

/**
 * Reads an array's header; its elements are read by {@link readNumbers} or {@link readTexts}.
 *
 * @throws InputFailure UNKNOWN_ARRAY, UNSUPPORTED_ARRAY, CORRUPT_FILE, FILE_UNREADABLE
 */
export async function openArray(
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

/** @throws InputFailure UNSUPPORTED_ARRAY where their matrices do not fit into this machine */
export function checkMemory(arrays: readonly OpenArray[]): void {
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

/** @throws InputFailure BAD_VALUE, CORRUPT_FILE, FILE_UNREADABLE */
export async function readNumbers(feature: OpenArray & { name: string }): Promise<RawFeatures> {
  const { name, array, bytes, subject } = feature;
  let sink: FeatureSink | undefined;
  await readNpy(bytes, subject, (header) => {
    checkUnchanged(feature, featureShape(header, subject).rows);
    return (sink = makeFeatureSink(header, subject)).push;
  });
  return { name, array, field: subject.field, matrix: sink!.matrix, columnName: (j) => `column ${j}` };
}

/** @throws InputFailure BAD_VALUE, CORRUPT_FILE, FILE_UNREADABLE */
export async function readTexts(open: OpenArray): Promise<RawTexts> {
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
