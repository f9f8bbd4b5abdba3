import type { Matrix } from '../domain/matrix.js';

const CHUNK_VALUES = 1 << 16;

/** Gathers a matrix value by value, row by row, where the number of rows is not known beforehand. */
export interface RowCollector {
  append(value: number): void;
  /** The matrix `[rows, columns]`; the collector is empty afterwards. */
  finish(rows: number): Matrix;
}

/** Values are kept in blocks of equal size, so that growing never copies what is already there. */
export function makeRowCollector(columns: number): RowCollector {
  const blocks: Float64Array[] = [];
  let block = new Float64Array(CHUNK_VALUES);
  let filled = 0;
  return {
    append(value) {
      if (filled === CHUNK_VALUES) {
        blocks.push(block);
        block = new Float64Array(CHUNK_VALUES);
        filled = 0;
      }
      block[filled] = value;
      filled += 1;
    },
    finish(rows) {
      const data = new Float64Array(rows * columns);
      data.set(block.subarray(0, filled), blocks.length * CHUNK_VALUES);
      // from the last to the first, so that each block can be freed once it is copied
      for (let full = blocks.pop(); full !== undefined; full = blocks.pop()) {
        data.set(full, blocks.length * CHUNK_VALUES);
      }
      filled = 0;
      return { rows, columns, data };
    },
  };
}
