import { Matrix, solve } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { choleskyInPlace, invertLowerTriangular } from '../../../src/estimation/linear-algebra.js';
import { sparsePrecisionFactor } from '../../../src/estimation/densities/sparse-precision.js';
import { expectClose, float64, normals, range } from '../numbers.js';

/** ρ^|i−j| */
const autoregressive = (dimension: number, correlation: number): Float64Array =>
  Float64Array.from(
    range(dimension * dimension),
    (index) => correlation ** Math.abs(Math.floor(index / dimension) - (index % dimension)),
  );

/** The dense factor: inverse of the Cholesky factor. */
function dense(covariance: Float64Array, dimension: number): Float64Array {
  const lower = covariance.slice();
  expect(choleskyInPlace(lower, dimension)).toBe(true);
  return invertLowerTriangular(lower, dimension);
}

/** Covariance of `rows` normal rows whose columns are mixed by a random matrix. */
function sample(rows: number, dimension: number, mixing: number): Float64Array {
  const noise = normals(106, `sparse/${dimension}`, rows * dimension);
  const weights = normals(107, `sparse/${dimension}`, dimension * dimension);
  const data = noise.map((value, index) => {
    const [row, column] = [Math.floor(index / dimension), index % dimension];
    return range(column).reduce(
      (sum, j) => sum + mixing * weights[column * dimension + j]! * noise[row * dimension + j]!,
      value,
    );
  });
  const covariance = new Float64Array(dimension * dimension);
  for (const row of range(rows)) {
    for (const i of range(dimension)) {
      for (const j of range(dimension)) {
        covariance[i * dimension + j]! += (data[row * dimension + i]! * data[row * dimension + j]!) / rows;
      }
    }
  }
  return covariance;
}

/** Variance that a regression on the columns `on` leaves. */
function residual(covariance: Float64Array, d: number, column: number, on: readonly number[]): number {
  const at = (i: number, j: number): number => covariance[i * d + j]!;
  const gram = new Matrix(on.map((i) => on.map((j) => at(i, j))));
  const shared = Matrix.columnVector(on.map((i) => at(i, column)));
  return at(column, column) - shared.transpose().mmul(solve(gram, shared)).get(0, 0);
}

describe('sparsePrecisionFactor', () => {
  it('is the exact factor, one element beside the diagonal, where a column depends on the one before', () => {
    const d = 12;
    const covariance = autoregressive(d, 0.8);
    const factor = sparsePrecisionFactor(covariance, d, 5000);
    expectClose(factor, dense(covariance, d), 1e-12);
    // What is 0 is left out, not small.
    for (const index of range(d * d)) {
      const [row, column] = [Math.floor(index / d), index % d];
      expect(factor[index] === 0).toBe(column > row || column < row - 1);
    }
  });

  it('is the dense factor where rows are many and every column depends on all before', () => {
    const d = 6;
    const covariance = sample(20_000, d, 0.8);
    expectClose(sparsePrecisionFactor(covariance, d, 1e9), dense(covariance, d), 1e-9);
  });

  it('leaves independent columns of few rows independent: the diagonal alone', () => {
    const d = 30;
    const covariance = sample(150, d, 0);
    const factor = sparsePrecisionFactor(covariance, d, 150);
    const beside = factor.filter((value, index) => value !== 0 && index % (d + 1) !== 0).length;
    // The criterion lets in false ones of 435 pairs now and then.
    expect(beside).toBeLessThanOrEqual(2);
    for (const j of range(d))
      if (beside === 0) expect(factor[j * (d + 1)]).toBeCloseTo(covariance[j * (d + 1)]! ** -0.5, 12);
  });

  it('has conditional variances of the columns it takes in, no less than those of all', () => {
    const d = 20;
    const covariance = sample(200, d, 0.4);
    const [sparse, full] = [sparsePrecisionFactor(covariance, d, 200), dense(covariance, d)];
    for (const j of range(d))
      expect(sparse[j * (d + 1)]).toBeLessThanOrEqual(full[j * (d + 1)]! * (1 + 1e-12));
    // diag(A Σ Aᵀ) = 1: each column's residual has the variance it is said to have.
    for (const row of range(d)) {
      let sum = 0;
      for (const i of range(d)) {
        for (const j of range(d)) sum += sparse[row * d + i]! * covariance[i * d + j]! * sparse[row * d + j]!;
      }
      expect(sum).toBeCloseTo(1, 9);
    }
  });

  it('takes in what explains most of what is left, as regressions one by one find it', () => {
    const [d, rows] = [15, 200];
    const covariance = sample(rows, d, 0.3);
    const factor = sparsePrecisionFactor(covariance, d, rows);
    for (const column of range(d)) {
      const chosen: number[] = [];
      let variance = covariance[column * (d + 1)]!;
      for (;;) {
        const others = Array.from(range(column)).filter((k) => !chosen.includes(k));
        const left = others.map((k) => residual(covariance, d, column, [...chosen, k]));
        const least = Math.min(...left);
        const cost = Math.log(rows) + 2 * Math.log(Math.max(1, column));
        if (others.length === 0 || rows * Math.log(variance / least) < cost) break;
        chosen.push(others[left.indexOf(least)]!);
        variance = least;
      }
      const beside = Array.from(range(column)).filter((k) => factor[column * d + k] !== 0);
      expect(beside).toEqual(chosen.sort((a, b) => a - b));
      expect(factor[column * (d + 1)]! ** -2).toBeCloseTo(variance, 9);
    }
  });

  it.each([
    ['one column', float64([4]), 1],
    ['no columns', float64([]), 0],
    ['no rows', autoregressive(3, 0.9), 3],
    ['two equal columns', float64([1, 1, 1, 1]), 2],
    ['columns nearly equal', float64([1, 1 - 1e-13, 1 - 1e-13, 1]), 2],
  ])('takes %s', (name, covariance, d) => {
    const factor = sparsePrecisionFactor(covariance, d, name === 'no rows' ? 0 : 100);
    expect(factor.length).toBe(d * d);
    expect(factor.every(Number.isFinite)).toBe(true);
    for (const j of range(d)) expect(factor[j * (d + 1)]).toBeGreaterThan(0);
  });
});
