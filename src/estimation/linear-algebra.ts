/**
 * Lower Cholesky factor of a symmetric positive definite `[d, d]` matrix, written over it (the upper
 * triangle is left as it was).
 *
 * @returns false when the matrix is not positive definite; its contents are then undefined
 */
export function choleskyInPlace(matrix: Float64Array, dimension: number): boolean {
  for (let row = 0; row < dimension; row += 1) {
    const rowStart = row * dimension;
    for (let column = 0; column <= row; column += 1) {
      const columnStart = column * dimension;
      let sum = matrix[rowStart + column]!;
      for (let k = 0; k < column; k += 1) sum -= matrix[rowStart + k]! * matrix[columnStart + k]!;
      if (column < row) {
        matrix[rowStart + column] = sum / matrix[columnStart + column]!;
      } else {
        if (!(sum > 0 && sum < Infinity)) return false;
        matrix[rowStart + column] = Math.sqrt(sum);
      }
    }
  }
  return true;
}

/** Inverse of a lower-triangular `[d, d]` matrix; reads the lower triangle only, the result's upper is 0. */
export function invertLowerTriangular(lower: Float64Array, dimension: number): Float64Array {
  const inverse = new Float64Array(dimension * dimension);
  for (let row = 0; row < dimension; row += 1) {
    const rowStart = row * dimension;
    for (let k = 0; k < row; k += 1) {
      const factor = lower[rowStart + k]!;
      if (factor === 0) continue;
      for (let column = 0; column <= k; column += 1) {
        inverse[rowStart + column]! -= factor * inverse[k * dimension + column]!;
      }
    }
    const diagonal = lower[rowStart + row]!;
    for (let column = 0; column < row; column += 1) inverse[rowStart + column]! /= diagonal;
    inverse[rowStart + row] = 1 / diagonal;
  }
  return inverse;
}
