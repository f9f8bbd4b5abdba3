import type { Matrix } from '../domain/matrix.js';

/**
 * Columns brought to mean 0 and standard deviation 1, constant columns left out. Computed in float64; the
 * standardised values are float32, which is exact enough once the scale is gone.
 */
export interface Standardization {
  /** Columns kept, ascending. */
  readonly kept: Int32Array;
  /** `[kept]` */
  readonly mean: Float64Array;
  /** `[kept]` standard deviations, all positive. */
  readonly scale: Float64Array;
  /** Σ log scale, nats: a surprisal of the original features is this much more than of the standardised. */
  readonly logScale: number;
}

/** Spreads below this share of a column's magnitude are rounding noise: such a column is taken as constant. */
const RELATIVE_SPREAD_FLOOR = 1e-10;

/** Column means and standard deviations over the rows `indices` of a `[N, d]` matrix. */
export function fitStandardization(matrix: Matrix, indices: Int32Array): Standardization {
  const { columns, data } = matrix;
  // In units near the column's largest value, so that squares neither overflow nor vanish.
  const unit = magnitudes(matrix, indices);
  const mean = new Float64Array(columns);
  const variance = new Float64Array(columns);
  for (const row of indices) {
    for (let column = 0; column < columns; column += 1) {
      mean[column]! += data[row * columns + column]! / unit[column]!;
    }
  }
  for (let column = 0; column < columns; column += 1) mean[column]! /= indices.length;
  for (const row of indices) {
    for (let column = 0; column < columns; column += 1) {
      const deviation = data[row * columns + column]! / unit[column]! - mean[column]!;
      variance[column]! += deviation * deviation;
    }
  }
  const kept: number[] = [];
  let logScale = 0;
  for (let column = 0; column < columns; column += 1) {
    const spread = Math.sqrt(variance[column]! / indices.length);
    if (!(spread > RELATIVE_SPREAD_FLOOR * Math.abs(mean[column]!))) continue;
    kept.push(column);
    logScale += Math.log(spread) + Math.log(unit[column]!);
  }
  return {
    kept: Int32Array.from(kept),
    mean: Float64Array.from(kept, (column) => mean[column]! * unit[column]!),
    scale: Float64Array.from(kept, (column) => Math.sqrt(variance[column]! / indices.length) * unit[column]!),
    logScale,
  };
}

/** `[d]` the power of two below each column's largest absolute value: dividing by it rounds nothing. */
function magnitudes({ columns, data }: Matrix, indices: Int32Array): Float64Array {
  const largest = new Float64Array(columns);
  for (const row of indices) {
    for (let column = 0; column < columns; column += 1) {
      largest[column] = Math.max(largest[column]!, Math.abs(data[row * columns + column]!));
    }
  }
  return largest.map((value) => (value === 0 ? 1 : 2 ** Math.floor(Math.log2(value))));
}

/** The rows `indices`, standardised: `[indices, kept]`, float32. */
export function standardizeRows(
  standardization: Standardization,
  matrix: Matrix,
  indices: Int32Array,
): Matrix & { readonly data: Float32Array } {
  const { kept, mean, scale } = standardization;
  const width = kept.length;
  const data = new Float32Array(indices.length * width);
  for (let row = 0; row < indices.length; row += 1) {
    const source = indices[row]! * matrix.columns;
    for (let column = 0; column < width; column += 1) {
      data[row * width + column] = (matrix.data[source + kept[column]!]! - mean[column]!) / scale[column]!;
    }
  }
  return { rows: indices.length, columns: width, data };
}
