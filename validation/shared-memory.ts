import type { Matrix } from '../src/domain/matrix.js';

/** A copy of float64 columns on memory that threads share: passing it to a thread then copies nothing. */
export function sharedFloats(values: ArrayLike<number>): Float64Array {
  const shared = new Float64Array(new SharedArrayBuffer(values.length * Float64Array.BYTES_PER_ELEMENT));
  shared.set(values);
  return shared;
}

/** {@link sharedFloats} for a matrix. */
export function sharedMatrix({ rows, columns, data }: Matrix): Matrix {
  return { rows, columns, data: sharedFloats(data) };
}
