import type { Matrix } from '../../src/domain/matrix.js';
import type { KnownDensity } from './known-density.type.js';

/** `[N]` exact surprisals of every row, nats. */
export function densitySurprisals(
  { surprisal }: KnownDensity,
  { rows, columns, data }: Matrix,
): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) =>
    surprisal(Float64Array.from(data.subarray(row * columns, (row + 1) * columns))),
  );
}
