import type { Standardized } from '../../engine.js';
import type { Region } from './arena.js';
import type { Kernels, Pointer } from './kernels.js';
import type { MixtureModel } from './mixture-model.js';

/** Columns of a product at a time, so that what a triangle leaves zero is not multiplied. */
export const BLOCK_COLUMNS = 64;
/** The first columns, which often tell that a component is too far from a row to count … */
const FIRST_COLUMNS = 32;
/** … where there are as many as this, … */
const LEAST_COLUMNS = 96;
/** … and its density is below e^−this of another's: less than a float32 sum of densities can show. */
const BEYOND = 30;
/** What a row is owned by before its densities are known. */
const NOBODY = -1;

/**
 * Log densities of the components at the rows of a chunk.
 *
 * @param input     `[rows, d]` float32
 * @param chunkRows rows of a chunk, at most
 * @returns for the rows `start` … of a matrix, which are in `input`, writes w·p(x|k) as logarithms to `[rows, K]` float32;
 *   where a component is too far away to count an upper bound that is as far
 */
export function mixtureDensities(
  kernels: Kernels,
  region: Region,
  model: MixtureModel,
  input: Pointer,
  chunkRows: number,
): (of: Standardized, start: number, rows: number, logDensities: Pointer) => void {
  const { components, dimension, tied } = model;
  const whitened = region.floats(chunkRows * dimension);
  const bounded = !tied && components > 1 && dimension >= LEAST_COLUMNS;
  const gathered = bounded ? region.floats(chunkRows * dimension) : 0;
  const nearest = bounded ? region.integers(chunkRows) : 0;
  const chosen = bounded ? region.integers(chunkRows) : 0;
  /** Each row's likeliest component when it was last looked at: where to begin, and only a matter of speed. */
  const ownersOf = new WeakMap<Standardized, Int32Array>();

  /** Columns `from` to `to` of A x, `to − from` apart, A lower triangular: each needs the columns up to it alone. */
  function whiten(rows: number, lines: Pointer, factor: Pointer, from: number, to: number): void {
    for (let column = from; column < to; column += BLOCK_COLUMNS) {
      const width = Math.min(BLOCK_COLUMNS, to - column);
      const [block, target] = [factor + 4 * column * dimension, whitened + 4 * (column - from)];
      kernels.sgemm(rows, width, column + width, lines, dimension, 1, block, 1, dimension, target, to - from, false); // prettier-ignore
    }
  }

  function all(_of: Standardized, _start: number, rows: number, logDensities: Pointer): void {
    for (let k = 0; k < components; k += 1) {
      if (k === 0 || !tied) whiten(rows, input, model.narrowFactor(k), 0, dimension);
      kernels.gaussianLogDensity(whitened, dimension, model.centre(k), rows, dimension, model.constants[k]!, logDensities + 4 * k, components); // prettier-ignore
    }
  }

  /** Completes the bounds of component `k` at rows of which it is, or is not, the nearest. */
  function complete(rows: number, k: number, ofNearest: boolean, logDensities: Pointer): void {
    for (let from = FIRST_COLUMNS; from < dimension; from += BLOCK_COLUMNS) {
      const to = Math.min(dimension, from + BLOCK_COLUMNS);
      const count = kernels.chooseRows(logDensities, rows, components, k, nearest, ofNearest, BEYOND, chosen);
      if (count === 0) return;
      kernels.gatherLines(input, dimension, chosen, count, gathered);
      whiten(count, gathered, model.narrowFactor(k), from, to);
      const centre = model.centre(k) + 4 * from;
      kernels.subtractSquares(whitened, to - from, centre, chosen, count, logDensities + 4 * k, components);
    }
  }

  /**
   * ‖A(x − μ)‖² is at least what the first columns make of it: many components need no more than these to be told from
   * the row's own, which is likely the one it had before.
   */
  function withBounds(of: Standardized, start: number, rows: number, logDensities: Pointer): void {
    const owners = ownersIn(of).subarray(start, start + rows);
    for (let k = 0; k < components; k += 1) {
      whiten(rows, input, model.narrowFactor(k), 0, FIRST_COLUMNS);
      kernels.gaussianLogDensity(whitened, FIRST_COLUMNS, model.centre(k), rows, FIRST_COLUMNS, model.constants[k]!, logDensities + 4 * k, components); // prettier-ignore
    }
    if (owners[0] === NOBODY) kernels.largestInRows(logDensities, rows, components, nearest);
    else region.int32(nearest, rows).set(owners);
    for (let k = 0; k < components; k += 1) complete(rows, k, true, logDensities);
    for (let k = 0; k < components; k += 1) complete(rows, k, false, logDensities);
    kernels.largestInRows(logDensities, rows, components, nearest);
    owners.set(region.int32(nearest, rows));
  }

  function ownersIn(of: Standardized): Int32Array {
    const owners = ownersOf.get(of) ?? new Int32Array(of.rows).fill(NOBODY);
    ownersOf.set(of, owners);
    return owners;
  }

  return bounded ? withBounds : all;
}
