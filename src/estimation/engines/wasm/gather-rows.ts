import type { Standardized } from '../../engine.js';

/** The rows `rows`, one below the other. */
export function gatherRows({ columns, data }: Standardized, rows: Int32Array, target: Float32Array): void {
  for (let row = 0; row < rows.length; row += 1) {
    const start = rows[row]! * columns;
    target.set(data.subarray(start, start + columns), row * columns);
  }
}

/** `count` rows from `start`. */
export function copyRows(
  { columns, data }: Standardized,
  start: number,
  count: number,
  target: Float32Array,
): void {
  target.set(data.subarray(start * columns, (start + count) * columns));
}
