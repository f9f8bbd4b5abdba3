import { makeItemWalker } from './item-walker.js';
import type { NpyDtype } from './npy-dtype.js';
import type { NpyHeader } from './npy-header.js';
import { numberReader } from './number-reader.js';
import type { TextValues } from './raw-samples.js';
import { failureOf, type Subject } from './subject.js';
import { isUtf8 } from 'node:buffer';

/** Where the elements of a label, id or split array go: `texts` is full once every byte has been pushed. */
export interface TextSink {
  readonly texts: TextValues;
  readonly push: (chunk: Uint8Array) => void;
}

type ReadText = (view: DataView, offset: number) => string | null;

/** Longer texts are refused later; reading stops here so that their whole length is never decoded. */
const ENOUGH_CHARACTERS = 1_001;

/**
 * Rows of a label, id or split array: shape `(N,)` or `(N, 1)`.
 *
 * @throws InputFailure UNSUPPORTED_ARRAY for any other shape.
 */
export function textRows(header: NpyHeader, subject: Subject): number {
  const [rows, columns = 1] = header.shape;
  if (rows === undefined || header.shape.length > 2 || columns !== 1) {
    throw failureOf(
      subject,
      'UNSUPPORTED_ARRAY',
      `has shape (${header.shape.join(', ')}); expected one value a row, shape (rows,) or (rows, 1).`,
    );
  }
  return rows;
}

/**
 * Decodes the element bytes pushed to it into texts: integers in decimal, booleans as Python writes them (`True`,
 * `False`), integral floats without a point, text without NumPy's padding. NaN and empty text are missing: null.
 *
 * @throws InputFailure UNSUPPORTED_ARRAY for a wrong shape; `push` throws BAD_VALUE for text that is no Unicode.
 */
export function makeTextSink(header: NpyHeader, subject: Subject): TextSink {
  textRows(header, subject);
  const values: (string | null)[] = [];
  const read = textReader(header.dtype, (reason) =>
    failureOf(subject, 'BAD_VALUE', `has ${reason} in row ${values.length} (counted from 0).`),
  );
  const push = makeItemWalker(header.dtype.itemSize, (view, offset) => values.push(read(view, offset)));
  return { texts: { values, origin: header.dtype.kind === 'float' ? 'floats' : 'texts' }, push };
}

function textReader(dtype: NpyDtype, failure: (reason: string) => Error): ReadText {
  if (dtype.kind === 'unicode') return (view, offset) => readUnicode(view, offset, dtype, failure);
  if (dtype.kind === 'bytes') return (view, offset) => readBytes(view, offset, dtype, failure);
  if (dtype.kind === 'int' && dtype.itemSize === 8) {
    return (view, offset) => view.getBigInt64(offset, dtype.littleEndian).toString();
  }
  if (dtype.kind === 'uint' && dtype.itemSize === 8) {
    return (view, offset) => view.getBigUint64(offset, dtype.littleEndian).toString();
  }
  const read = numberReader(dtype);
  if (dtype.kind === 'bool') return (view, offset) => (read(view, offset) === 0 ? 'False' : 'True');
  return (view, offset) => {
    const value = read(view, offset);
    return Number.isNaN(value) ? null : String(value);
  };
}

/** UCS-4, padded with NULs on the right; a NUL before other characters is kept, to be refused later. */
function readUnicode(
  view: DataView,
  offset: number,
  dtype: NpyDtype,
  failure: (reason: string) => Error,
): string | null {
  let end = offset + dtype.itemSize;
  while (end > offset && view.getUint32(end - 4, dtype.littleEndian) === 0) end -= 4;
  let text = '';
  for (let at = offset; at < end && text.length < ENOUGH_CHARACTERS; at += 4) {
    const codePoint = view.getUint32(at, dtype.littleEndian);
    if (codePoint > 0x10ffff) throw failure(`the impossible character ${codePoint}; expected Unicode text`);
    text += String.fromCodePoint(codePoint);
  }
  return text === '' ? null : text;
}

function readBytes(
  view: DataView,
  offset: number,
  dtype: NpyDtype,
  failure: (reason: string) => Error,
): string | null {
  let end = offset + dtype.itemSize;
  while (end > offset && view.getUint8(end - 1) === 0) end -= 1;
  const bytes = Buffer.from(view.buffer, view.byteOffset + offset, end - offset);
  if (!isUtf8(bytes)) throw failure('bytes that are not UTF-8; expected UTF-8 or ASCII text');
  return bytes.length === 0 ? null : bytes.toString('utf8');
}
