import type { Standardized } from '../../engine.js';

/** `count` rows from `start`, one below the other: of `rows` where they are given, else of all. */
export function gatherRows(
  { columns, data }: Standardized,
  rows: Int32Array | undefined,
  start: number,
  count: number,
  target: Float32Array,
): void {
  if (!rows) {
    target.set(data.subarray(start * columns, (start + count) * columns));
    return;
  }
  for (let row = 0; row < count; row += 1) {
    const from = rows[start + row]! * columns;
    target.set(data.subarray(from, from + columns), row * columns);
  }
}
