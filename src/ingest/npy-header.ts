import { parseDtype, type NpyDtype } from './npy-dtype.js';
import { parsePythonLiteral, type PythonLiteral } from './python-literal.js';
import { failureOf, type Subject } from './subject.js';

/** The head of an `.npy` stream (numpy.lib.format, versions 1.0 to 3.0). */
export interface NpyHeader {
  readonly dtype: NpyDtype;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Byte offset of the first element. */
  readonly dataStart: number;
  /** Bytes the whole stream must have: header and elements. */
  readonly totalBytes: number;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** NumPy itself refuses headers above 10,000 bytes unless told to trust them. */
const MAX_HEADER_BYTES = 65_536;
const PREAMBLE_BYTES = 12;

/**
 * The byte offset at which the header ends and the elements begin, or null while `head` is too short to say
 * (12 bytes always suffice).
 *
 * @throws InputFailure CORRUPT_FILE when `head` cannot begin an `.npy` stream.
 */
export function npyDataStart(head: Uint8Array, subject: Subject): number | null {
  if (MAGIC.some((byte, index) => index < head.length && head[index] !== byte)) {
    throw corrupt(subject, 'it does not begin with the NPY signature');
  }
  if (head.length < PREAMBLE_BYTES) return null;
  const major = head[6]!;
  if (major < 1 || major > 3 || head[7] !== 0) {
    throw corrupt(
      subject,
      `it states format version ${major}.${head[7]!} where 1.0, 2.0 or 3.0 was expected`,
    );
  }
  const view = new DataView(head.buffer, head.byteOffset, PREAMBLE_BYTES);
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > MAX_HEADER_BYTES) {
    throw corrupt(
      subject,
      `its header claims ${length} bytes where at most ${MAX_HEADER_BYTES} were expected`,
    );
  }
  return (major === 1 ? 10 : 12) + length;
}

/**
 * Parses a complete header; `head` holds at least `npyDataStart(head)` bytes.
 *
 * @throws InputFailure CORRUPT_FILE for a malformed header, UNSUPPORTED_ARRAY for a dtype that is not read.
 */
export function parseNpyHeader(head: Uint8Array, subject: Subject): NpyHeader {
  const dataStart = npyDataStart(head, subject);
  if (dataStart === null || dataStart > head.length) throw corrupt(subject, 'it ends inside its header');
  const textStart = head[6] === 1 ? 10 : 12;
  // slice() copies: TextDecoder refuses views of shared memory
  const text = new TextDecoder(head[6] === 3 ? 'utf-8' : 'latin1').decode(head.slice(textStart, dataStart));
  let entries: PythonLiteral;
  try {
    entries = parsePythonLiteral(text);
  } catch (error) {
    throw corrupt(subject, (error as Error).message);
  }
  if (!(entries instanceof Map) || entries.size !== 3) {
    throw corrupt(subject, 'its header is not a dict of descr, fortran_order and shape');
  }
  const fields = entries as ReadonlyMap<string, PythonLiteral>;
  const descr = fields.get('descr');
  const fortranOrder = fields.get('fortran_order');
  const shape = fields.get('shape');
  if (descr === undefined || typeof fortranOrder !== 'boolean' || !isShape(shape)) {
    throw corrupt(subject, 'its header is not a dict of descr, fortran_order and shape');
  }
  const dtype = parseDtype(descr, subject);
  const totalBytes = dataStart + shape.reduce((product, length) => product * length, dtype.itemSize);
  if (!Number.isSafeInteger(totalBytes)) {
    throw corrupt(subject, `its header claims the impossible shape (${shape.join(', ')})`);
  }
  return { dtype, fortranOrder, shape, dataStart, totalBytes };
}

function isShape(value: PythonLiteral | undefined): value is readonly number[] {
  return (
    Array.isArray(value) &&
    value.length <= 32 &&
    value.every((length) => typeof length === 'number' && Number.isSafeInteger(length) && length >= 0)
  );
}

function corrupt(subject: Subject, reason: string) {
  return failureOf(
    subject,
    'CORRUPT_FILE',
    `is damaged or not an NPY array: ${reason}; expected a file written by numpy.save or numpy.savez.`,
  );
}
