import type { Predictions } from './predictions.type.js';
import type { RunningAverage } from './running-average.type.js';

/** Margins nearer to 0 than float32's rounding could bring them are looked at class by class. */
const ROUNDING = 1e-6;

/**
 * The share of rows whose label is the average's most probable class, the first of equals.
 *
 * A row's margin is its label's summed probability less the largest of another class. Adding model m raises the
 * margin by m's own margin at least, and by m's probability of the label at most. Where either bound already tells
 * on which side of 0 it ends, its classes need not be added up; after few rounds that is nearly everywhere. Nothing
 * is approximated.
 */
export class RunningAccuracy implements RunningAverage {
  readonly #predictions: Predictions;
  readonly #rows: Int32Array;
  /** `[n, C]` summed probabilities of the picked models. */
  readonly #sums: Float64Array;
  /** `[n]` of the sums. */
  readonly #margins: Float64Array;
  /** `[M]` of `[n]` each model's margin, and its probability of the label. */
  readonly #least: readonly Float32Array[];
  readonly #most: readonly Float32Array[];

  /** @param rows those that count, n ≥ 1 */
  constructor(predictions: Predictions, rows: Int32Array) {
    const { models, classes, labels } = predictions;
    this.#predictions = predictions;
    this.#rows = rows;
    this.#sums = new Float64Array(rows.length * classes);
    this.#margins = new Float64Array(rows.length);
    this.#least = models.map(() => new Float32Array(rows.length));
    this.#most = models.map(() => new Float32Array(rows.length));
    models.forEach(({ probabilities }, m) => {
      const least = this.#least[m]!;
      const most = this.#most[m]!;
      for (let at = 0; at < rows.length; at += 1) {
        const start = rows[at]! * classes;
        const label = labels[rows[at]!]!;
        least[at] = margin(probabilities, start, classes, label);
        most[at] = probabilities[start + label]!;
      }
    });
  }

  scoreWith(model: number): number {
    const least = this.#least[model]!;
    const most = this.#most[model]!;
    const margins = this.#margins;
    let right = 0;
    for (let at = 0; at < margins.length; at += 1) {
      const before = margins[at]!;
      if (before + least[at]! > ROUNDING) right += 1;
      else if (before + most[at]! >= -ROUNDING && this.#isRightWith(model, at)) right += 1;
    }
    return right / margins.length;
  }

  add(model: number): void {
    const { models, classes, labels } = this.#predictions;
    const { probabilities } = models[model]!;
    const rows = this.#rows;
    const sums = this.#sums;
    for (let at = 0; at < rows.length; at += 1) {
      const [from, to] = [rows[at]! * classes, at * classes];
      for (let c = 0; c < classes; c += 1) sums[to + c]! += probabilities[from + c]!;
      this.#margins[at] = margin(sums, to, classes, labels[rows[at]!]!);
    }
  }

  #isRightWith(model: number, at: number): boolean {
    const { models, classes, labels } = this.#predictions;
    const { probabilities } = models[model]!;
    const row = this.#rows[at]!;
    const label = labels[row]!;
    const from = row * classes;
    const to = at * classes;
    const ofLabel = this.#sums[to + label]! + probabilities[from + label]!;
    for (let c = 0; c < classes; c += 1) {
      const ofOther = this.#sums[to + c]! + probabilities[from + c]!;
      if (c < label ? ofOther >= ofLabel : ofOther > ofLabel) return false;
    }
    return true;
  }
}

function margin(values: Float32Array | Float64Array, start: number, classes: number, label: number): number {
  let other = -Infinity;
  for (let c = 0; c < classes; c += 1) {
    if (c !== label && values[start + c]! > other) other = values[start + c]!;
  }
  return values[start + label]! - other;
}
