import type { Standardized } from '../../../src/estimation/engine.js';
import { Random } from '../../../src/estimation/random.js';

/** Features drawn from N(0, 1), `[rows, columns]`. */
export function normalFeatures(rows: number, columns: number, stream: string): Standardized {
  const random = new Random(1, `bench/${stream}`);
  const data = Float32Array.from({ length: rows * columns }, () => random.normal());
  return { rows, columns, data };
}

/** The rows `0 … rows−1`, over and over: batches for so many steps. */
export function rowsInTurn(rows: number, length: number): Int32Array {
  return Int32Array.from({ length }, (_, at) => at % rows);
}
