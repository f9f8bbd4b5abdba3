import type { TimesCovariance } from '../subspace-iteration.js';
import type { Arena } from './arena.js';
import { gatherRows } from './gather-rows.js';
import type { Kernels } from './kernels.js';

/** Rows worked on at a time: bounds the workspace whatever the number of rows. */
const CHUNK_ROWS = 512;

/** Products of a chunk in float32, their sum over chunks in float64. */
export function wasmTimesCovariance(kernels: Kernels, arena: Arena): TimesCovariance {
  return (features, basis, width) => {
    const { rows, columns } = features;
    const size = columns * width;
    const region = arena.open();
    try {
      const input = region.floats(CHUNK_ROWS * columns);
      const scores = region.floats(CHUNK_ROWS * width);
      const directions = region.floats(size);
      const image = region.floats(size);
      const sums = region.doubles(size);
      region.float32(directions, size).set(basis);
      region.float64(sums, size).fill(0);
      for (let start = 0; start < rows; start += CHUNK_ROWS) {
        const count = Math.min(CHUNK_ROWS, rows - start);
        gatherRows(features, undefined, start, count, region.float32(input, count * columns));
        kernels.sgemm(count, width, columns, input, columns, 1, directions, width, 1, scores, width, false);
        kernels.sgemm(columns, width, count, input, 1, columns, scores, width, 1, image, width, false);
        kernels.addTo64(image, size, sums);
      }
      return Float64Array.from(region.float64(sums, size), (value) => value / rows);
    } finally {
      region.close();
    }
  };
}
