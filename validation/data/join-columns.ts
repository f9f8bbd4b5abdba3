import type { Matrix } from '../../src/domain/matrix.js';

/** Matrices of equal height side by side, float64. */
export function joinColumns(...matrices: readonly Matrix[]): Matrix {
  const rows = matrices[0]?.rows ?? 0;
  const columns = matrices.reduce((sum, matrix) => sum + matrix.columns, 0);
  const data = new Float64Array(rows * columns);
  let at = 0;
  for (const matrix of matrices) {
    for (let row = 0; row < rows; row += 1) {
      const source = matrix.data.subarray(row * matrix.columns, (row + 1) * matrix.columns);
      data.set(source, row * columns + at);
    }
    at += matrix.columns;
  }
  return { rows, columns, data };
}
