import { describe, expect, it } from 'vitest';
import { choleskyInPlace, invertLowerTriangular } from '../../src/estimation/linear-algebra.js';
import { expectClose, float64, normals } from './numbers.js';
import { reference } from './reference.js';

const lowerOf = (matrix: Float64Array, d: number): Float64Array =>
  matrix.map((value, index) => (index % d <= Math.floor(index / d) ? value : 0));

function product(left: Float64Array, right: Float64Array, d: number): Float64Array {
  return left.map((_, index) => {
    let sum = 0;
    for (let k = 0; k < d; k += 1) sum += left[Math.floor(index / d) * d + k]! * right[k * d + (index % d)]!;
    return sum;
  });
}

const transpose = (matrix: Float64Array, d: number): Float64Array =>
  matrix.map((_, index) => matrix[(index % d) * d + Math.floor(index / d)]!);

const identity = (d: number): Float64Array =>
  new Float64Array(d * d).map((_, index) => (index % d === Math.floor(index / d) ? 1 : 0));

describe('choleskyInPlace and invertLowerTriangular', () => {
  it("give SciPy's factor and its inverse", () => {
    const { dimension, matrix, cholesky, inverse } = reference.linearAlgebra;
    const factor = float64(matrix);
    expect(choleskyInPlace(factor, dimension)).toBe(true);
    expectClose(lowerOf(factor, dimension), cholesky, 1e-13);
    expectClose(invertLowerTriangular(factor, dimension), inverse, 1e-12);
  });

  it.each([0, 1, 2, 7, 40])('factor L·Lᵀ back to L and invert it, d = %d', (d) => {
    const lower = lowerOf(normals(8, `cholesky/${d}`, d * d), d).map((value, index) =>
      index % d === Math.floor(index / d) ? d + Math.abs(value) : value,
    );
    const matrix = product(lower, transpose(lower, d), d);
    expect(choleskyInPlace(matrix, d)).toBe(true);
    expectClose(lowerOf(matrix, d), lower, 1e-12);
    const inverse = invertLowerTriangular(matrix, d);
    expectClose(product(inverse, lower, d), identity(d), 1e-12);
    expectClose(inverse, lowerOf(inverse, d), 0);
  });

  it.each([
    ['zero', [0]],
    ['negative', [-1]],
    ['indefinite', [1, 2, 2, 1]],
    ['singular', [1, 1, 1, 1]],
    ['NaN', [1, 0, 0, NaN]],
  ])('refuse a matrix that is %s', (_, values) => {
    expect(choleskyInPlace(float64(values), Math.sqrt(values.length))).toBe(false);
  });
});
