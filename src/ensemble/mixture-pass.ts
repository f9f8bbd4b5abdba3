import { sumLogs } from './sum-logs.js';

/** Rows gone through together, so that all that is kept of them stays in the nearest cache. */
const BLOCK = 512;

/** Gated mixtures Σ_k g_k(x) Σ_m w_km p_m(y|x) of the same rows. */
export interface GatedRows {
  /** `[M]` of `[n]`, see {@link labelProbabilities}. */
  readonly probabilities: readonly Float64Array[];
  /** `[K]` of `[n]`, which sum to 1 in every row; null for a single group (K = 1). */
  readonly gates: readonly Float64Array[] | null;
}

export interface MixturePass {
  /** Mean log of the mixture, nats. */
  readonly value: number;
  /** `[K, M]` its derivatives by the weights: the mean of g_k p_m / mixture. */
  readonly slopes: Float64Array;
}

/**
 * The mean log of a gated mixture with its derivatives, in one pass over the rows.
 *
 * @param weights `[K, M]`
 */
export function passMixture({ probabilities, gates }: GatedRows, weights: Float64Array): MixturePass {
  const models = probabilities.length;
  const rows = probabilities[0]!.length;
  const groups = gates === null ? 1 : gates.length;
  const slopes = new Float64Array(weights.length);
  const mixture = new Float64Array(BLOCK);
  const part = new Float64Array(BLOCK);
  let total = 0;
  for (let from = 0; from < rows; from += BLOCK) {
    const length = Math.min(BLOCK, rows - from);
    mixture.fill(0);
    for (let k = 0; k < groups; k += 1) {
      part.fill(0);
      addScaled(part, probabilities, weights.subarray(k * models, (k + 1) * models), from, length);
      const gate = gates?.[k];
      for (let at = 0; at < length; at += 1) mixture[at]! += gate ? gate[from + at]! * part[at]! : part[at]!;
    }
    total += sumLogs(mixture, length);
    for (let k = 0; k < groups; k += 1) {
      const gate = gates?.[k];
      for (let at = 0; at < length; at += 1) part[at] = (gate ? gate[from + at]! : 1) / mixture[at]!;
      addDots(slopes.subarray(k * models, (k + 1) * models), part, probabilities, from, length, 1 / rows);
    }
  }
  return { value: total / rows, slopes };
}

/** Adds a stretch of each model's probabilities times its weight. Four models at a time, so that a sum is touched once for four. */
function addScaled(
  sum: Float64Array,
  probabilities: readonly Float64Array[],
  weights: Float64Array,
  from: number,
  length: number,
): void {
  let m = 0;
  for (; m + 4 <= weights.length; m += 4) {
    const [a, b, c, d] = probabilities.slice(m, m + 4) as Four;
    const [ofA, ofB, ofC, ofD] = [weights[m]!, weights[m + 1]!, weights[m + 2]!, weights[m + 3]!];
    for (let at = 0; at < length; at += 1) {
      const row = from + at;
      sum[at]! += ofA * a[row]! + ofB * b[row]! + (ofC * c[row]! + ofD * d[row]!);
    }
  }
  for (; m < weights.length; m += 1) {
    const values = probabilities[m]!;
    const weight = weights[m]!;
    for (let at = 0; at < length; at += 1) sum[at]! += weight * values[from + at]!;
  }
}

/** Adds `scale` times the dot product of `left` with a stretch of each model's probabilities. */
function addDots(
  sums: Float64Array,
  left: Float64Array,
  probabilities: readonly Float64Array[],
  from: number,
  length: number,
  scale: number,
): void {
  let m = 0;
  for (; m + 4 <= sums.length; m += 4) {
    const [a, b, c, d] = probabilities.slice(m, m + 4) as Four;
    let [withA, withB, withC, withD] = [0, 0, 0, 0];
    for (let at = 0; at < length; at += 1) {
      const row = from + at;
      const value = left[at]!;
      withA += value * a[row]!;
      withB += value * b[row]!;
      withC += value * c[row]!;
      withD += value * d[row]!;
    }
    sums[m]! += scale * withA;
    sums[m + 1]! += scale * withB;
    sums[m + 2]! += scale * withC;
    sums[m + 3]! += scale * withD;
  }
  for (; m < sums.length; m += 1) {
    const values = probabilities[m]!;
    let sum = 0;
    for (let at = 0; at < length; at += 1) sum += left[at]! * values[from + at]!;
    sums[m]! += scale * sum;
  }
}

type Four = [Float64Array, Float64Array, Float64Array, Float64Array];
