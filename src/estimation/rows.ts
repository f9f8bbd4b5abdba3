import type { Matrix } from '../domain/matrix.js';
import type { Standardized } from './engine.js';

/** The rows `indices` of a matrix, in that order, as a new matrix of the same precision. */
export function takeRows(matrix: Matrix, indices: Int32Array): Matrix {
  const { columns, data } = matrix;
  const taken =
    data instanceof Float32Array
      ? new Float32Array(indices.length * columns)
      : new Float64Array(indices.length * columns);
  for (let row = 0; row < indices.length; row += 1) {
    const start = indices[row]! * columns;
    taken.set(data.subarray(start, start + columns), row * columns);
  }
  return { rows: indices.length, columns, data: taken };
}

/** The columns `kept` of a matrix, in that order, of the same precision; the matrix itself where that is all of them. */
export function takeColumns(matrix: Matrix, kept: Int32Array): Matrix {
  if (kept.length === matrix.columns) return matrix;
  const { rows, columns, data } = matrix;
  const taken =
    data instanceof Float32Array
      ? new Float32Array(rows * kept.length)
      : new Float64Array(rows * kept.length);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < kept.length; column += 1) {
      taken[row * kept.length + column] = data[row * columns + kept[column]!]!;
    }
  }
  return { rows, columns: kept.length, data: taken };
}

/** The elements `indices` of an integer vector, in that order. */
export function takeIntegers(values: Int32Array, indices: Int32Array): Int32Array {
  const taken = new Int32Array(indices.length);
  for (let row = 0; row < indices.length; row += 1) taken[row] = values[indices[row]!]!;
  return taken;
}

/** `[N, d1]` beside `[N, d2]`: `[N, d1 + d2]`. */
export function besideColumns(left: Standardized, right: Standardized): Standardized {
  const columns = left.columns + right.columns;
  const data = new Float32Array(left.rows * columns);
  for (let row = 0; row < left.rows; row += 1) {
    data.set(left.data.subarray(row * left.columns, (row + 1) * left.columns), row * columns);
    data.set(
      right.data.subarray(row * right.columns, (row + 1) * right.columns),
      row * columns + left.columns,
    );
  }
  return { rows: left.rows, columns, data };
}

/** {@link takeRows} for standardised features. */
export function takeStandardized(matrix: Standardized, indices: Int32Array): Standardized {
  return takeRows(matrix, indices) as Standardized; // takeRows keeps float32
}

/** 0 … rows−1. */
export function everyRow(rows: number): Int32Array {
  return Int32Array.from({ length: rows }, (_, row) => row);
}

/** `[N1, d]` above `[N2, d]`: `[N1 + N2, d]`. */
export function aboveRows(upper: Standardized, lower: Standardized): Standardized {
  const data = new Float32Array(upper.data.length + lower.data.length);
  data.set(upper.data);
  data.set(lower.data, upper.data.length);
  return { rows: upper.rows + lower.rows, columns: upper.columns, data };
}
