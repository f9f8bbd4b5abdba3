import type { Standardized } from '../../engine.js';
import { gemm, rowMajor, transposed } from './gemm.js';

/** Rows worked on at a time: bounds the workspace whatever the number of rows. */
const CHUNK_ROWS = 1024;

/** XᵀX·B / N, `[d, m]`. */
export function plainTimesCovariance(
  features: Standardized,
  basis: Float64Array,
  width: number,
): Float64Array {
  const { rows, columns, data } = features;
  const image = new Float64Array(columns * width);
  const scores = new Float64Array(Math.min(CHUNK_ROWS, rows) * width);
  for (let start = 0; start < rows; start += CHUNK_ROWS) {
    const count = Math.min(CHUNK_ROWS, rows - start);
    const input = rowMajor(data, columns, start * columns);
    gemm(count, width, columns, input, rowMajor(basis, width), scores, false);
    gemm(columns, width, count, transposed(input), rowMajor(scores, width), image, true);
  }
  for (let index = 0; index < image.length; index += 1) image[index]! /= rows;
  return image;
}
