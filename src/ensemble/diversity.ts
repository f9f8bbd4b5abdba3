import { mean } from '../estimation/mean.js';
import { correlation } from './correlation.js';
import { labelProbabilities } from './label-probabilities.js';
import { mostProbableClass } from './most-probable-class.js';
import { pointwiseInformation } from './pointwise-information.js';
import type { Predictions } from './predictions.type.js';

/** How far models capture the same. */
export interface Diversity {
  /** `[M]` mean of {@link pointwiseInformation}, nats. */
  readonly information: Float64Array;
  /** `[M, M]` Pearson correlation of pointwise information; NaN where a model's is the same for every sample. */
  readonly correlation: Float64Array;
  /** `[M, M]` share of samples for which two models' most probable classes differ. */
  readonly disagreement: Float64Array;
  /**
   * Mean log-loss of the models less the log-loss of their average, nats (Krogh & Vedelsby 1995, for log-loss); never
   * negative, 0 where all give every label the same probability.
   */
  readonly ambiguity: number;
}

/** @param rows those that count, n ≥ 1 */
export function diversityOf(predictions: Predictions, rows: Int32Array): Diversity {
  const { models, classes } = predictions;
  const information = pointwiseInformation(predictions, rows);
  const answers = models.map(({ probabilities }) =>
    Int32Array.from(rows, (row) => mostProbableClass(probabilities, row, classes)),
  );
  return {
    information: Float64Array.from(information, mean),
    correlation: pairwise(information, correlation),
    disagreement: pairwise(answers, shareThatDiffers),
    ambiguity: ambiguityOf(labelProbabilities(predictions, rows)),
  };
}

/** `[M, M]`, symmetric. */
function pairwise<Value>(values: readonly Value[], of: (left: Value, right: Value) => number): Float64Array {
  const result = new Float64Array(values.length ** 2);
  values.forEach((left, i) => {
    for (let j = 0; j <= i; j += 1) {
      const value = of(left, values[j]!);
      result[i * values.length + j] = value;
      result[j * values.length + i] = value;
    }
  });
  return result;
}

function shareThatDiffers(left: Int32Array, right: Int32Array): number {
  let differing = 0;
  for (let at = 0; at < left.length; at += 1) if (left[at] !== right[at]) differing += 1;
  return differing / left.length;
}

function ambiguityOf(probabilities: readonly Float64Array[]): number {
  const models = probabilities.length;
  const gains = Float64Array.from(probabilities[0]!, (_, at) => {
    let sum = 0;
    let logs = 0;
    for (const ofModel of probabilities) {
      sum += ofModel[at]!;
      logs += Math.log(ofModel[at]!);
    }
    return Math.log(sum / models) - logs / models;
  });
  return Math.max(0, mean(gains)); // rounding alone goes below
}
