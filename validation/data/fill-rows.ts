import type { Matrix } from '../../src/domain/matrix.js';

/** `[rows, columns]` of float64, each row filled in place. */
export function fillRows(rows: number, columns: number, fill: (row: Float64Array) => void): Matrix {
  const data = new Float64Array(rows * columns);
  for (let start = 0; start < data.length; start += columns) fill(data.subarray(start, start + columns));
  return { rows, columns, data };
}
