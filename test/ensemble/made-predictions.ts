import type { Predictions } from '../../src/ensemble/predictions.type.js';
import { Random } from '../../src/estimation/random.js';

/** Predictions from rows written out: `models[m][row]` are the probabilities of the classes. */
export function predictionsOf(
  labels: readonly number[],
  ...models: readonly (readonly (readonly number[])[])[]
): Predictions {
  return {
    classes: models[0]![0]!.length,
    labels: Int32Array.from(labels),
    models: models.map((rows, m) => ({
      name: `model-${String(m)}`,
      probabilities: Float32Array.from(rows.flat()),
    })),
  };
}

/** Softmax of normal logits, the label's raised by `skills[m](row, label)`. */
export function drawPredictions(
  rows: number,
  classes: number,
  skills: readonly ((row: number, label: number) => number)[],
  seed = 1,
): Predictions {
  const random = new Random(seed, 'made-predictions');
  const labels = Int32Array.from({ length: rows }, () => random.integer(classes));
  return {
    classes,
    labels,
    models: skills.map((skill, m) => {
      const probabilities = new Float32Array(rows * classes);
      labels.forEach((label, row) => {
        const odds = Array.from({ length: classes }, (_, c) =>
          Math.exp(random.normal() + (c === label ? skill(row, label) : 0)),
        );
        const sum = odds.reduce((total, value) => total + value, 0);
        odds.forEach((value, c) => (probabilities[row * classes + c] = value / sum));
      });
      return { name: `model-${String(m)}`, probabilities };
    }),
  };
}

/** 0 … N−1 */
export function everyRow({ labels }: Predictions): Int32Array {
  return Int32Array.from(labels, (_, row) => row);
}

/** Strata of nothing but −1: no interaction dominates. */
export function noStrata({ labels }: Predictions): Int32Array {
  return new Int32Array(labels.length).fill(-1);
}
