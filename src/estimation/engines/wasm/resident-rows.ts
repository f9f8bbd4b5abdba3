import type { Standardized } from '../../engine.js';
import type { Region } from './arena.js';
import { gatherRows } from './gather-rows.js';
import type { Kernels, Pointer } from './kernels.js';

/** Features up to this many bytes are kept in the arena; larger ones are copied as they are asked for. */
const RESIDENT_BYTES = 64 * 2 ** 20;

/**
 * Rows of a matrix that a session passes over again and again.
 *
 * @param most rows asked for at a time, at most
 * @returns copies the rows `rows`, one below the other, to `target` `[rows, d]` float32
 */
export function residentRows(
  kernels: Kernels,
  region: Region,
  features: Standardized,
  most: number,
): (rows: Int32Array, target: Pointer) => void {
  const { rows: count, columns, data } = features;
  if (data.byteLength > RESIDENT_BYTES) {
    return (rows, target) => gatherRows(features, rows, 0, rows.length, region.float32(target, rows.length * columns)); // prettier-ignore
  }
  const all = region.floats(count * columns);
  const chosen = region.integers(most);
  region.float32(all, count * columns).set(data);
  return (rows, target) => {
    region.int32(chosen, rows.length).set(rows);
    kernels.gatherLines(all, columns, chosen, rows.length, target);
  };
}
