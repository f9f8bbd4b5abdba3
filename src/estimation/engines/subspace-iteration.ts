import type { PrincipalComponents, Standardized } from '../engine.js';
import { gemm, rowMajor, transposed } from './plain/gemm.js';

const ITERATIONS = 8;
/** XᵀX·B / N of centred features X `[N, d]` and B `[d, m]`: `[d, m]`. What an engine does its own way. */
export type TimesCovariance = (
  features: Standardized,
  basis: Float64Array,
  width: number,
) => Float64Array | Promise<Float64Array>;

/** Leading principal components by subspace iteration; see `Engine.principalComponents`. */
export async function subspaceIteration(
  features: Standardized,
  count: number,
  start: Float64Array,
  timesCovariance: TimesCovariance,
): Promise<PrincipalComponents> {
  const { columns } = features;
  const width = start.length / columns;
  let basis = orthonormal(start, columns, width);
  for (let iteration = 0; iteration < ITERATIONS; iteration += 1) {
    basis = orthonormal(await timesCovariance(features, basis, width), columns, width);
  }
  // Within the subspace the directions are those of the small matrix BᵀΣB (Rayleigh-Ritz).
  const image = await timesCovariance(features, basis, width);
  const small = new Float64Array(width * width);
  gemm(width, width, columns, transposed(rowMajor(basis, width)), rowMajor(image, width), small, false);
  const { values, vectors } = await descending(small, width);
  const directions = new Float64Array(columns * count);
  const rotation = new Float64Array(width * count);
  for (let row = 0; row < width; row += 1) {
    rotation.set(vectors.subarray(row * width, row * width + count), row * count);
  }
  gemm(columns, count, width, rowMajor(basis, width), rowMajor(rotation, count), directions, false);
  return { directions, variances: values.slice(0, count), totalVariance: totalVariance(features) };
}

/** A column is lost when the earlier ones leave less of it than rounding does. */
const LOST = 1e-13;

/**
 * Orthonormal columns of the same span, by modified Gram-Schmidt. Where the columns span fewer directions (the
 * data have no more), others take the place of those lost, so that a direction without variance is one still.
 */
function orthonormal(matrix: Float64Array, rows: number, width: number): Float64Array {
  // Column by column: kept transposed, so that a column is contiguous.
  const columns = Array.from({ length: width }, (_, c) =>
    Float64Array.from({ length: rows }, (_unused, r) => matrix[r * width + c]!),
  );
  columns.forEach((column, c) => {
    const before = columns.slice(0, c);
    const given = lengthOf(column);
    removeProjections(column, before);
    if (!(lengthOf(column) > LOST * given)) {
      column.fill(0);
      column[leastSpannedAxis(before, rows)] = 1;
      removeProjections(column, before);
    }
    const length = lengthOf(column);
    for (let r = 0; r < rows; r += 1) column[r]! /= length;
  });
  const result = new Float64Array(rows * width);
  columns.forEach((column, c) => {
    for (let r = 0; r < rows; r += 1) result[r * width + c] = column[r]!;
  });
  return result;
}

/** Leaves the part of the column orthogonal to the others; twice over for the digits. */
function removeProjections(column: Float64Array, others: readonly Float64Array[]): void {
  for (let pass = 0; pass < 2; pass += 1) {
    for (const other of others) {
      let product = 0;
      for (let r = 0; r < column.length; r += 1) product += column[r]! * other[r]!;
      for (let r = 0; r < column.length; r += 1) column[r]! -= product * other[r]!;
    }
  }
}

/** The coordinate axis most of which lies outside the span of orthonormal columns. */
function leastSpannedAxis(columns: readonly Float64Array[], rows: number): number {
  const spanned = new Float64Array(rows);
  for (const column of columns) column.forEach((value, axis) => (spanned[axis]! += value * value));
  return spanned.reduce((least, value, axis) => (value < spanned[least]! ? axis : least), 0);
}

function lengthOf(column: Float64Array): number {
  let square = 0;
  for (const value of column) square += value * value;
  return Math.sqrt(square);
}

/** Eigenvalues of a symmetric `[m, m]` matrix, descending, and eigenvectors as columns. */
async function descending(
  matrix: Float64Array,
  size: number,
): Promise<{ values: Float64Array; vectors: Float64Array }> {
  const { EigenvalueDecomposition, Matrix } = await import('ml-matrix'); // slow to load, and few steps need it
  const lines = Array.from({ length: size }, (_, r) => Array.from(matrix.subarray(r * size, (r + 1) * size)));
  const found = new EigenvalueDecomposition(new Matrix(lines), { assumeSymmetric: true });
  const order = found.realEigenvalues.map((value, at) => ({ value, at })).sort((a, b) => b.value - a.value);
  const vectors = new Float64Array(size * size);
  order.forEach(({ at }, column) => {
    for (let row = 0; row < size; row += 1) {
      vectors[row * size + column] = found.eigenvectorMatrix.get(row, at);
    }
  });
  return { values: Float64Array.from(order, ({ value }) => Math.max(0, value)), vectors };
}

function totalVariance({ rows, data }: Standardized): number {
  let sum = 0;
  for (let index = 0; index < data.length; index += 1) sum += data[index]! * data[index]!;
  return sum / rows;
}
