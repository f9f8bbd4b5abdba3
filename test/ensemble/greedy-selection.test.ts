import { describe, expect, it } from 'vitest';
import { selectGreedily } from '../../src/ensemble/greedy-selection.js';
import type { Predictions } from '../../src/ensemble/predictions.type.js';
import { digitRows, digits } from './digits.js';
import { ensembleReference, syntheticPredictions, type SolvedReference } from './ensemble-reference.js';
import { drawPredictions, everyRow, predictionsOf } from './made-predictions.js';

/** Picks and weights exactly, scores to rounding: NumPy averages all picked models anew for every candidate. */
function expectAsNumpy(predictions: Predictions, rows: Int32Array, reference: SolvedReference): void {
  for (const { criterion, picks, scores, kept } of reference.greedy) {
    const found = selectGreedily(predictions, rows, criterion, picks.length);
    expect([...found.picks]).toEqual(picks.slice(0, kept));
    expect(found.scoreByRound.length).toBe(scores.length);
    found.scoreByRound.forEach((score, round) =>
      expect(Math.abs(score - scores[round]!)).toBeLessThan(1e-12),
    );
    const counts = predictions.models.map((_, m) => picks.slice(0, kept).filter((pick) => pick === m).length);
    expect([...found.weights]).toEqual(counts.map((count) => count / kept));
  }
}

describe('selectGreedily', () => {
  it('picks what NumPy picks on made predictions, some of a label exactly 0', () => {
    const predictions = syntheticPredictions();
    expectAsNumpy(predictions, everyRow(predictions), ensembleReference.synthetic);
  });

  it('picks what NumPy picks on digits', () => {
    expectAsNumpy(digits, digitRows, ensembleReference.digits);
  });

  it.each(['logLoss', 'accuracy'] as const)(
    'keeps one pick where models are one or identical: %s',
    (criterion) => {
      const { models, ...rest } = drawPredictions(200, 3, [() => 1]);
      for (const copies of [1, 3]) {
        const predictions = { ...rest, models: Array.from({ length: copies }, () => models[0]!) };
        const found = selectGreedily(predictions, everyRow(predictions), criterion, 20);
        expect([...found.picks]).toEqual([0]);
        expect([...found.weights]).toEqual([1, 0, 0].slice(0, copies));
        // The average stays the same whatever is added.
        found.scoreByRound.forEach((score) => expect(score).toBeCloseTo(found.scoreByRound[0]!, 12));
      }
    },
  );

  it.each(['logLoss', 'accuracy'] as const)('picks a perfect model alone: %s', (criterion) => {
    const predictions = drawPredictions(200, 3, [() => 1, () => 100, () => 2]);
    const found = selectGreedily(predictions, everyRow(predictions), criterion, 20);
    expect([...found.weights]).toEqual([0, 1, 0]);
    expect(found.scoreByRound[0]).toBeCloseTo(criterion === 'logLoss' ? 0 : 1, 12);
  });

  it('averages models that each exclude some labels', () => {
    const predictions = predictionsOf(
      [0, 1],
      [
        [1, 0],
        [1, 0],
      ],
      [
        [0, 1],
        [0, 1],
      ],
    );
    const found = selectGreedily(predictions, everyRow(predictions), 'logLoss', 4);
    expect([...found.picks]).toEqual([0, 1]);
    expect(found.scoreByRound[0]).toBeCloseTo(-Math.log(1e-15) / 2, 10);
    expect(found.scoreByRound[1]).toBeCloseTo(Math.LN2, 12);
  });

  it('learns from the rows it is given only', () => {
    const predictions = drawPredictions(400, 3, [(row) => (row < 200 ? 4 : 0), (row) => (row < 200 ? 0 : 4)]);
    const rows = everyRow(predictions);
    expect(selectGreedily(predictions, rows.slice(0, 200), 'logLoss', 1).picks[0]).toBe(0);
    expect(selectGreedily(predictions, rows.slice(200), 'logLoss', 1).picks[0]).toBe(1);
  });
});
