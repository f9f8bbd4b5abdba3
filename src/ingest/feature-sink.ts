import type { Matrix } from '../domain/matrix.js';
import { HOST_IS_LITTLE_ENDIAN } from './host-order.js';
import { makeItemWalker } from './item-walker.js';
import type { NpyHeader } from './npy-header.js';
import { numberReader } from './number-reader.js';
import { failureOf, type Subject } from './subject.js';

/** Where the elements of a feature array go: `matrix` is full once every byte has been pushed. */
export interface FeatureSink {
  readonly matrix: Matrix;
  readonly push: (chunk: Uint8Array) => void;
}

/**
 * Rows, columns and bytes of the matrix that `header`'s array becomes: `(N,)` is one column.
 *
 * @throws InputFailure UNSUPPORTED_ARRAY for text and for anything but one or two dimensions.
 */
export function featureShape(header: NpyHeader, subject: Subject) {
  const { dtype, shape } = header;
  if (dtype.kind === 'unicode' || dtype.kind === 'bytes') {
    throw failureOf(
      subject,
      'UNSUPPORTED_ARRAY',
      `holds text (${dtype.descr}); expected numbers as features.`,
    );
  }
  const [rows, columns = 1] = shape;
  if (rows === undefined || shape.length > 2 || (columns === 0 && rows > 0)) {
    throw failureOf(
      subject,
      'UNSUPPORTED_ARRAY',
      `has shape (${shape.join(', ')}); expected features of shape (rows,) or (rows, columns) with at least one column.`,
    );
  }
  const single = dtype.kind === 'float' ? dtype.itemSize <= 4 : dtype.itemSize <= 2;
  return { rows, columns, single, bytes: rows * columns * (single ? 4 : 8) };
}

/**
 * Allocates the matrix of `header`'s array and decodes the element bytes pushed to it, in any chunks, into it.
 * float16, float32, bool and 8- and 16-bit integers become float32, exactly; the rest float64.
 *
 * @throws InputFailure UNSUPPORTED_ARRAY for a shape or dtype that features cannot have or a matrix too large to
 *   allocate; `push` throws BAD_VALUE for 64-bit integers of 2^53 and beyond.
 */
export function makeFeatureSink(header: NpyHeader, subject: Subject): FeatureSink {
  const { rows, columns, single } = featureShape(header, subject);
  const data = allocate(rows * columns, single, subject);
  const matrix = { rows, columns, data };
  const { dtype } = header;
  const sameOrder = !header.fortranOrder || rows === 1 || columns === 1;

  const sameBytes =
    dtype.kind === 'float' &&
    dtype.itemSize === data.BYTES_PER_ELEMENT &&
    dtype.littleEndian === HOST_IS_LITTLE_ENDIAN;
  if (sameOrder && sameBytes) {
    const bytes = new Uint8Array(data.buffer);
    let filled = 0;
    const push = (chunk: Uint8Array) => {
      bytes.set(chunk, filled);
      filled += chunk.length;
    };
    return { matrix, push };
  }

  const read = numberReader(dtype);
  const guarded = dtype.itemSize === 8 && dtype.kind !== 'float';
  const stride = sameOrder ? 1 : columns;
  let column = 0;
  let index = 0;
  const push = makeItemWalker(dtype.itemSize, (view, offset) => {
    const value = read(view, offset);
    if (guarded && !Number.isSafeInteger(value)) {
      throw failureOf(
        subject,
        'BAD_VALUE',
        `has the integer ${value} in row ${Math.floor(index / columns)}, column ${index % columns} (counted from 0); expected integers below 2^53, which float64 can hold exactly.`,
      );
    }
    data[index] = value;
    index += stride;
    if (index >= data.length && !sameOrder) index = column += 1;
  });
  return { matrix, push };
}

function allocate(length: number, single: boolean, subject: Subject): Float32Array | Float64Array {
  try {
    return single ? new Float32Array(length) : new Float64Array(length);
  } catch (error) {
    throw failureOf(
      subject,
      'UNSUPPORTED_ARRAY',
      `has ${length} values, more than one block of memory can hold on this machine; expected a smaller array.`,
      error,
    );
  }
}
