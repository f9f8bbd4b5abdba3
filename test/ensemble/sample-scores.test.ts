import { describe, expect, it } from 'vitest';
import { mixModels } from '../../src/ensemble/mix-models.js';
import { sampleScores } from '../../src/ensemble/sample-scores.js';
import type { Predictions } from '../../src/ensemble/predictions.type.js';
import { mean } from '../../src/estimation/mean.js';
import { digitRows, digits, digitsMeta } from './digits.js';
import { everyRow, predictionsOf } from './made-predictions.js';

const scoresOf = (
  probabilities: Float32Array,
  predictions: Predictions,
  rows: Int32Array,
): { logLoss: number; accuracy: number; calibrationError: number } => {
  const { logLosses, rightAnswers, calibrationError } = sampleScores(probabilities, predictions, rows);
  return { logLoss: mean(logLosses), accuracy: mean(rightAnswers), calibrationError };
};

describe('sampleScores', () => {
  it('agrees with scikit-learn on digits', () => {
    digits.models.forEach(({ probabilities }, m) => {
      const scores = scoresOf(probabilities, digits, digitRows);
      // scikit-learn divides rows by their float32 sums once more: 1e-7 of each logarithm.
      expect(scores.logLoss).toBeCloseTo(digitsMeta.models[m]!.logLoss, 6);
      expect(scores.accuracy).toBe(digitsMeta.models[m]!.accuracy);
    });
    const average = new Float32Array(digits.models[0]!.probabilities.length);
    const equal = new Float64Array(digits.models.length).fill(1 / digits.models.length);
    mixModels(digits, digitRows, () => equal, average);
    const uniform = scoresOf(average, digits, digitRows);
    expect(uniform.logLoss).toBeCloseTo(digitsMeta.uniform.logLoss, 6);
    expect(uniform.accuracy).toBe(digitsMeta.uniform.accuracy);
  });

  it('counts the rows it is given only, and the first of equal classes', () => {
    const made = predictionsOf(
      [0, 1, 1],
      [
        [0.5, 0.5],
        [0.5, 0.5],
        [0.25, 0.75],
      ],
    );
    const { probabilities } = made.models[0]!;
    const first = scoresOf(probabilities, made, Int32Array.of(0));
    expect(first.logLoss).toBeCloseTo(Math.LN2, 12);
    expect(first).toMatchObject({ accuracy: 1, calibrationError: 0.5 });
    const others = scoresOf(probabilities, made, Int32Array.of(1, 2));
    expect(others.accuracy).toBe(0.5);
    // Bins of their own: |0 − .5| and |1 − .75|.
    expect(others.calibrationError).toBeCloseTo(0.375, 12);
  });

  it('bounds the loss of an excluded label, and gives a perfect model none', () => {
    const made = predictionsOf(
      [0, 1],
      [
        [1, 0],
        [0, 1],
      ],
      [
        [0, 1],
        [1, 0],
      ],
    );
    const scores = made.models.map(({ probabilities }) => scoresOf(probabilities, made, everyRow(made)));
    expect(scores[0]).toEqual({ logLoss: 0, accuracy: 1, calibrationError: 0 });
    expect(scores[1]!.logLoss).toBeCloseTo(-Math.log(1e-15), 12);
    expect(scores[1]).toMatchObject({ accuracy: 0, calibrationError: 1 });
  });
});
