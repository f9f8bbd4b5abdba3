/**
 * Lower-triangular A with precision AᵀA from a covariance, each column regressed on few of the columns before it
 * (sparse Cholesky factor, Pourahmadi 1999; Huang et al. 2006): a Gaussian whose parameters are as many as the
 * data show, not d²/2.
 *
 * Predecessors are taken in one by one, the one that explains most of what is left first, while the likelihood
 * gains more than the extended Bayesian information criterion asks (Chen & Chen 2008): ½ log n + log j nats for
 * one of j predecessors.
 *
 * @param covariance `[d, d]` symmetric, its diagonal positive
 * @param rows       how many rows it comes from
 */
export function sparsePrecisionFactor(
  covariance: Float64Array,
  dimension: number,
  rows: number,
): Float64Array {
  const factor = new Float64Array(dimension * dimension);
  const most = mostPredecessors(rows);
  for (let column = 0; column < dimension; column += 1) {
    const { predecessors, coefficients, variance } = regress(covariance, dimension, column, rows, most);
    const scale = 1 / Math.sqrt(variance);
    factor[column * dimension + column] = scale;
    predecessors.forEach((predecessor, at) => {
      factor[column * dimension + predecessor] = -coefficients[at]! * scale;
    });
  }
  return factor;
}

export const MOST_PREDECESSORS = 64;
const ROWS_PER_PREDECESSOR = 10;

/** Predecessors a column may have where a covariance comes from so many rows. */
export function mostPredecessors(rows: number): number {
  return Math.min(MOST_PREDECESSORS, Math.floor(rows / ROWS_PER_PREDECESSOR));
}

/** Share of a column's variance below which what is left is rounding. */
export const LEAST_SHARE = 1e-10;

interface Regression {
  readonly predecessors: readonly number[];
  readonly coefficients: readonly number[];
  /** What the predecessors leave. */
  readonly variance: number;
}

/** Forward selection on the covariance alone, by a Cholesky factorisation that grows a column a predecessor. */
function regress(
  covariance: Float64Array,
  dimension: number,
  column: number,
  rows: number,
  most: number,
): Regression {
  const at = (row: number, other: number): number => covariance[row * dimension + other]!;
  const count = column + 1;
  // Of every column up to this one: variance left, and covariance left with this one.
  const variance = Float64Array.from({ length: count }, (_, k) => at(k, k));
  const shared = covariance.slice(column * dimension, column * dimension + count);
  const lines: Float64Array[] = [];
  const predecessors: number[] = [];
  const taken = new Uint8Array(count);
  taken[column] = 1;
  const cost = Math.log(Math.max(2, rows)) + 2 * Math.log(Math.max(1, column));
  while (predecessors.length < most) {
    let best = -1;
    let bestGain = 0;
    for (let k = 0; k < column; k += 1) {
      if (taken[k] || variance[k]! < LEAST_SHARE * at(k, k)) continue;
      const gain = (shared[k]! * shared[k]!) / variance[k]!;
      if (gain > bestGain) {
        best = k;
        bestGain = gain;
      }
    }
    const left = variance[column]! - bestGain;
    if (best < 0 || !(left > LEAST_SHARE * at(column, column))) break;
    if (rows * Math.log(variance[column]! / left) < cost) break;
    const line = new Float64Array(count);
    const root = Math.sqrt(variance[best]!);
    for (let k = 0; k < count; k += 1) line[k] = at(best, k);
    for (const before of lines) {
      const factor = before[best]!;
      for (let k = 0; k < count; k += 1) line[k]! -= factor * before[k]!;
    }
    const ofColumn = line[column]! / root;
    for (let k = 0; k < count; k += 1) {
      line[k]! /= root;
      variance[k]! -= line[k]! * line[k]!;
      shared[k]! -= line[k]! * ofColumn;
    }
    lines.push(line);
    predecessors.push(best);
    taken[best] = 1;
  }
  return { predecessors, coefficients: solveUpper(lines, predecessors, column), variance: variance[column]! };
}

/** Coefficients b with Lᵀb = l, where L and l are the factor's rows of the predecessors and of the column. */
function solveUpper(
  lines: readonly Float64Array[],
  predecessors: readonly number[],
  column: number,
): readonly number[] {
  const coefficients = new Array<number>(lines.length).fill(0);
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    let sum = lines[at]![column]!;
    for (let later = at + 1; later < lines.length; later += 1) {
      sum -= lines[at]![predecessors[later]!]! * coefficients[later]!;
    }
    coefficients[at] = sum / lines[at]![predecessors[at]!]!;
  }
  return coefficients;
}
