import type { RunningAverage } from './running-average.type.js';
import { sumLogs } from './sum-logs.js';

/** Rows whose sums are kept in the nearest cache until their logarithms are taken. */
const BLOCK = 512;

/**
 * The mean log-probability of the label under the average, nats. Only the sum of the picked models' probabilities
 * of the label is kept, `[n]`; a try is one addition and one multiplication a row, and a logarithm every 16.
 */
export class RunningLogLoss implements RunningAverage {
  readonly #probabilities: readonly Float64Array[];
  readonly #sums: Float64Array;
  readonly #block = new Float64Array(BLOCK);
  #picked = 0;

  /** @param probabilities `[M]` of `[n]`, n ≥ 1, see {@link labelProbabilities} */
  constructor(probabilities: readonly Float64Array[]) {
    this.#probabilities = probabilities;
    this.#sums = new Float64Array(probabilities[0]!.length);
  }

  scoreWith(model: number): number {
    const added = this.#probabilities[model]!;
    const sums = this.#sums;
    const block = this.#block;
    let total = 0;
    for (let from = 0; from < sums.length; from += BLOCK) {
      const length = Math.min(BLOCK, sums.length - from);
      for (let at = 0; at < length; at += 1) block[at] = sums[from + at]! + added[from + at]!;
      total += sumLogs(block, length);
    }
    return total / sums.length - Math.log(this.#picked + 1);
  }

  add(model: number): void {
    this.#picked += 1;
    const added = this.#probabilities[model]!;
    const sums = this.#sums;
    for (let row = 0; row < sums.length; row += 1) sums[row]! += added[row]!;
  }
}
