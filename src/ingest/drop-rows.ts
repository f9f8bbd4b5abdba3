import type { Matrix } from '../domain/matrix.js';

/**
 * The matrix without the rows where `leftOut` is 1. The rows kept are moved up in place, so no second copy is ever
 * held: `matrix` must not be used afterwards, and the result's data may be a view of a longer buffer.
 */
export function dropRows(matrix: Matrix, leftOut: Uint8Array): Matrix {
  const { columns, data } = matrix;
  let kept = 0;
  leftOut.forEach((out, row) => {
    if (out === 1) return;
    if (kept !== row) data.copyWithin(kept * columns, row * columns, (row + 1) * columns);
    kept += 1;
  });
  return { rows: kept, columns, data: data.subarray(0, kept * columns) };
}
