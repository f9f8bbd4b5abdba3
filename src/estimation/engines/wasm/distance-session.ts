import type { DistanceSession, Standardized } from '../../engine.js';
import type { Region } from './arena.js';
import { gatherRows } from './gather-rows.js';
import type { Kernels } from './kernels.js';

/** Rows worked on at a time: bounds the workspace whatever the number of rows. */
const CHUNK_ROWS = 512;

/** Squared distances ‖x‖² − 2 x·p + ‖p‖², the products in float32. */
export function wasmDistanceSession(
  kernels: Kernels,
  region: Region,
  features: Standardized,
): DistanceSession {
  const { rows, columns, data } = features;
  const input = region.floats(CHUNK_ROWS * columns);
  const squares = squaredNorms(data, columns, rows);
  let [points, products, room] = [0, 0, 0];

  function reserve(count: number): void {
    if (count <= room) return;
    points = region.floats(count * columns);
    products = region.floats(CHUNK_ROWS * count);
    room = count;
  }

  return {
    squaredDistances(given) {
      const count = columns === 0 ? 0 : given.length / columns;
      reserve(count);
      region.float32(points, given.length).set(given);
      const ofPoints = squaredNorms(given, columns, count);
      const distances = new Float64Array(rows * count);
      for (let start = 0; start < rows; start += CHUNK_ROWS) {
        const taken = Math.min(CHUNK_ROWS, rows - start);
        gatherRows(features, undefined, start, taken, region.float32(input, taken * columns));
        kernels.sgemm(taken, count, columns, input, columns, 1, points, 1, columns, products, count, false);
        const product = region.float32(products, taken * count);
        for (let row = 0; row < taken; row += 1) {
          for (let point = 0; point < count; point += 1) {
            const distance = squares[start + row]! - 2 * product[row * count + point]! + ofPoints[point]!;
            // Of nearly equal rows and points rounding can leave less than nothing.
            distances[(start + row) * count + point] = Math.max(0, distance);
          }
        }
      }
      return Promise.resolve(distances);
    },
    close() {
      region.close();
      return Promise.resolve();
    },
  };
}

function squaredNorms(values: Float32Array | Float64Array, columns: number, rows: number): Float64Array {
  const norms = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1) {
    let sum = 0;
    for (let index = row * columns; index < (row + 1) * columns; index += 1) {
      sum += values[index]! * values[index]!;
    }
    norms[row] = sum;
  }
  return norms;
}
