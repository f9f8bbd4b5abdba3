import type { Matrix } from '../../src/domain/matrix.js';
import type { Random } from '../../src/estimation/random.js';

/** A distribution of rows whose density is known in closed form. */
export interface KnownDensity {
  readonly name: string;
  readonly dimension: number;
  /** `[rows, d]`, float64. */
  readonly draw: (rows: number, random: Random) => Matrix;
  /** −log p(x) of one row `[d]`, nats. */
  readonly surprisal: (row: Float64Array) => number;
  /** Differential entropy, nats; null where there is no closed form: take the mean surprisal of many rows. */
  readonly entropy: number | null;
}
