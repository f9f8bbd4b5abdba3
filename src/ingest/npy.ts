import type { Matrix } from '../domain/matrix.js';
import { featureShape, makeFeatureSink } from './feature-sink.js';
import { HOST_IS_LITTLE_ENDIAN } from './host-order.js';
import { parseNpyHeader } from './npy-header.js';
import { failureOf } from './subject.js';

const SUBJECT = { what: 'The NPY data', field: 'file' };
const ALIGNMENT = 64;

/**
 * A matrix as the bytes of an `.npy` file: version 1.0, `<f4` or `<f8`, C order, shape `(rows, columns)`, first
 * element at a multiple of 64 bytes.
 */
export function encodeNpy(matrix: Matrix): Uint8Array {
  const [head, elements] = npyParts(matrix);
  const bytes = new Uint8Array(head.length + elements.length);
  bytes.set(head);
  bytes.set(elements, head.length);
  return bytes;
}

/** The bytes of {@link encodeNpy} in two parts; the second is a view of the matrix where the host is little-endian. */
export function npyParts({ rows, columns, data }: Matrix): readonly [head: Uint8Array, elements: Uint8Array] {
  const itemSize = data.BYTES_PER_ELEMENT;
  return [npyHead(`<f${itemSize}`, `(${rows}, ${columns})`), littleEndian(data)];
}

/** Whole numbers as the parts of an `.npy` file, `<i4` of shape `(length,)`. */
export function integersAsNpy(values: Int32Array): readonly [head: Uint8Array, elements: Uint8Array] {
  return [npyHead('<i4', `(${values.length},)`), littleEndian(values)];
}

function npyHead(descr: string, shape: string): Uint8Array {
  const dict = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }`;
  const dataStart = Math.ceil((10 + dict.length + 1) / ALIGNMENT) * ALIGNMENT;
  const head = Buffer.alloc(dataStart);
  head.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  head.writeUInt16LE(dataStart - 10, 8);
  head.write(`${dict.padEnd(dataStart - 11)}\n`, 10, 'latin1');
  return head;
}

function littleEndian(data: Matrix['data'] | Int32Array): Uint8Array {
  const elements = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (HOST_IS_LITTLE_ENDIAN) return elements;
  const swapped = Buffer.from(elements);
  return data.BYTES_PER_ELEMENT === 4 ? swapped.swap32() : swapped.swap64();
}

/**
 * The matrix in the bytes of an `.npy` file. Little-endian float32 or float64 in C order, aligned to its element
 * size (as `encodeNpy` writes it), is not copied: the matrix is a view of the same buffer, shared or not.
 *
 * @throws InputFailure CORRUPT_FILE, UNSUPPORTED_ARRAY or BAD_VALUE, field `file`.
 */
export function decodeMatrix(bytes: Uint8Array): Matrix {
  const header = parseNpyHeader(bytes, SUBJECT);
  if (bytes.length !== header.totalBytes) {
    throw failureOf(
      SUBJECT,
      'CORRUPT_FILE',
      `has ${bytes.length} bytes where its header needs ${header.totalBytes}.`,
    );
  }
  const { dtype, dataStart } = header;
  const { rows, columns } = featureShape(header, SUBJECT);
  const start = bytes.byteOffset + dataStart;
  const isView =
    HOST_IS_LITTLE_ENDIAN &&
    dtype.kind === 'float' &&
    dtype.itemSize >= 4 &&
    dtype.littleEndian &&
    !header.fortranOrder &&
    start % dtype.itemSize === 0;
  if (isView) {
    const { buffer } = bytes;
    const length = rows * columns;
    const single = dtype.itemSize === 4;
    const data = single ? new Float32Array(buffer, start, length) : new Float64Array(buffer, start, length);
    return { rows, columns, data };
  }
  const sink = makeFeatureSink(header, SUBJECT);
  sink.push(bytes.subarray(dataStart));
  return sink.matrix;
}
