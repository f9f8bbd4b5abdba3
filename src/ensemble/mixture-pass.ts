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
      for (let m = 0; m < models; m += 1) {
        addScaled(part, probabilities[m]!, from, length, weights[k * models + m]!);
      }
      const gate = gates?.[k];
      for (let at = 0; at < length; at += 1) mixture[at]! += gate ? gate[from + at]! * part[at]! : part[at]!;
    }
    total += sumLogs(mixture, length);
    for (let k = 0; k < groups; k += 1) {
      const gate = gates?.[k];
      for (let at = 0; at < length; at += 1) part[at] = (gate ? gate[from + at]! : 1) / mixture[at]!;
      for (let m = 0; m < models; m += 1) {
        slopes[k * models + m]! += dot(part, probabilities[m]!, from, length) / rows;
      }
    }
  }
  return { value: total / rows, slopes };
}

function addScaled(
  sum: Float64Array,
  values: Float64Array,
  from: number,
  length: number,
  scale: number,
): void {
  if (scale === 0) return;
  for (let at = 0; at < length; at += 1) sum[at]! += scale * values[from + at]!;
}

/** In four sums, since one would wait for each addition. */
function dot(left: Float64Array, right: Float64Array, from: number, length: number): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  let at = 0;
  for (; at + 4 <= length; at += 4) {
    a += left[at]! * right[from + at]!;
    b += left[at + 1]! * right[from + at + 1]!;
    c += left[at + 2]! * right[from + at + 2]!;
    d += left[at + 3]! * right[from + at + 3]!;
  }
  for (; at < length; at += 1) a += left[at]! * right[from + at]!;
  return a + b + (c + d);
}
