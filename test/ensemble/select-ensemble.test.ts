import { describe, expect, it } from 'vitest';
import { InputFailure } from '../../src/domain/failure.js';
import type { EnsembleMethod } from '../../src/ensemble/ensemble-method.type.js';
import { fitEnsemble } from '../../src/ensemble/fit-ensemble.js';
import { gateFeatures } from '../../src/ensemble/gate-features.js';
import { selectGreedily } from '../../src/ensemble/greedy-selection.js';
import { predictEnsemble } from '../../src/ensemble/predict-ensemble.js';
import { sampleScores } from '../../src/ensemble/sample-scores.js';
import { mean } from '../../src/estimation/mean.js';
import { selectEnsemble } from '../../src/ensemble/select-ensemble.js';
import { stack } from '../../src/ensemble/stacking.js';
import { splitByFold } from '../../src/estimation/folds.js';
import { Random } from '../../src/estimation/random.js';
import { digitRows, digits, digitStrata } from './digits.js';
import { drawPredictions, everyRow, noStrata, predictionsOf } from './made-predictions.js';

const METHODS: readonly EnsembleMethod[] = ['uniform', 'greedy', 'stacking', 'interaction-aware'];
const SEEDS = Array.from({ length: 10 }, (_, seed) => seed);

describe('selectEnsemble', () => {
  it.each(['greedy', 'interaction-aware'] as const)(
    'is no worse than the best single model and the average on digits, for 9 seeds of 10: %s',
    async (method) => {
      const strata = digitStrata();
      let noWorse = 0;
      for (const seed of SEEDS) {
        const { heldOut, bestSingle, uniform, againstUniform } = await selectEnsemble(digits, strata, {
          method,
          seed,
          folds: 3, // for the time it takes
        });
        const least = Math.min(bestSingle.logLoss.value, uniform.logLoss.value);
        if (heldOut.logLoss.value <= least && againstUniform.logLoss.verdict === 'better') noWorse += 1;
      }
      expect(noWorse).toBeGreaterThanOrEqual(9);
    },
  );

  it.each(METHODS)(
    'gives scores of the probabilities it gives, the same for the same seed: %s',
    async (method) => {
      const strata = digitStrata();
      const found = await selectEnsemble(digits, strata, { method, seed: 3, folds: 2 });
      expect(await selectEnsemble(digits, strata, { method, seed: 3, folds: 2 })).toEqual(found);
      const scores = sampleScores(found.probabilities, digits, digitRows);
      expect(found.heldOut.logLoss.value).toBeCloseTo(mean(scores.logLosses), 12);
      expect(found.heldOut.accuracy.value).toBeCloseTo(mean(scores.rightAnswers), 12);
      expect(found.heldOut.calibrationError).toBe(scores.calibrationError);
      expect(found.againstUniform.logLoss.value).toBeCloseTo(
        found.heldOut.logLoss.value - found.uniform.logLoss.value,
        12,
      );
      for (let from = 0; from < found.probabilities.length; from += digits.classes) {
        const row = found.probabilities.subarray(from, from + digits.classes);
        expect(Math.abs(row.reduce((sum, value) => sum + value, 0) - 1)).toBeLessThan(1e-5);
      }
      const { weights } = found.fitted;
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
    },
  );

  it.each(METHODS)('fits nothing to the labels and strata it is judged on: %s', async (method) => {
    const strata = digitStrata();
    const options = { method, criterion: 'logLoss', rounds: 20 } as const;
    const found = await selectEnsemble(digits, strata, { ...options, folds: 2, seed: 2 });
    const { training, held } = splitByFold(found.foldOf, 1);
    const otherLabels = digits.labels.slice();
    const otherStrata = strata.slice();
    for (const row of held) {
      otherLabels[row] = 9 - otherLabels[row]!;
      otherStrata[row] = 3 - otherStrata[row]!;
    }
    const predictions = { ...digits, labels: otherLabels };
    const samples = { predictions, strata: otherStrata, features: gateFeatures(predictions) };
    const fitted = await fitEnsemble(samples, training, options, new Random(2, 'ensemble/fold-1'));
    const again = new Float32Array(found.probabilities.length);
    predictEnsemble(fitted, samples, held, again);
    for (const row of held) {
      const [from, to] = [row * digits.classes, (row + 1) * digits.classes];
      expect(again.subarray(from, to)).toEqual(found.probabilities.subarray(from, to));
    }
  });

  it('fits in each fold what it would on the other folds alone', async () => {
    const greedy = await selectEnsemble(digits, noStrata(digits), { method: 'greedy', folds: 3 });
    const stacked = await selectEnsemble(digits, noStrata(digits), { method: 'stacking', folds: 3 });
    const { training, held } = splitByFold(greedy.foldOf, 2);
    const row = held[7]!;
    for (const [{ probabilities }, weights] of [
      [greedy, selectGreedily(digits, training, 'logLoss', 50).weights],
      [stacked, stack(digits, training).weights],
    ] as const) {
      for (let c = 0; c < digits.classes; c += 1) {
        const at = row * digits.classes + c;
        const expected = digits.models.reduce(
          (sum, model, m) => sum + weights[m]! * model.probabilities[at]!,
          0,
        );
        expect(probabilities[at]).toBe(Math.fround(expected));
      }
    }
    expect(greedy.fitted.weights).toEqual(selectGreedily(digits, digitRows, 'logLoss', 50).weights);
    expect(stacked.fitted.weights).toEqual(stack(digits, digitRows).weights);
  });

  it.each(METHODS)('is the model itself where there is one: %s', async (method) => {
    const predictions = drawPredictions(60, 3, [() => 1]);
    const found = await selectEnsemble(predictions, noStrata(predictions), { method });
    expect([...found.fitted.weights]).toEqual([1]);
    expect(found.probabilities).toEqual(predictions.models[0]!.probabilities);
    expect(found.bestSingle.model).toBe(0);
    expect(found.againstUniform.logLoss).toEqual({
      value: 0,
      low: 0,
      high: 0,
      verdict: 'no difference shown',
    });
    expect(found.againstBestSingle.accuracy.value).toBe(0);
  });

  it.each(METHODS)('takes classes that folds lack and labels that models exclude: %s', async (method) => {
    const predictions = predictionsOf(
      [0, 0, 0, 0, 0, 0, 1, 1, 2],
      Array.from({ length: 9 }, () => [1, 0, 0]),
      Array.from({ length: 9 }, () => [0, 1, 0]),
    );
    const found = await selectEnsemble(predictions, noStrata(predictions), { method, folds: 4 });
    expect(found.probabilities.every(Number.isFinite)).toBe(true);
    expect(Number.isFinite(found.heldOut.logLoss.high)).toBe(true);
  });

  it('knows a perfect model, and by which criterion it is chosen', async () => {
    const perfect = drawPredictions(100, 3, [() => 1, () => 100]);
    for (const method of ['greedy', 'stacking'] as const) {
      const found = await selectEnsemble(perfect, noStrata(perfect), { method });
      expect(found.fitted.weights[1]).toBeGreaterThan(0.999);
      expect([...found.bestSingle.modelByFold]).toEqual([1, 1, 1, 1, 1]);
      expect(found.heldOut.accuracy).toEqual({ value: 1, low: 1, high: 1 });
      expect(found.againstUniform.logLoss.verdict).toBe('better');
    }
    // Right more often, but ruined by what it excludes.
    const bold = predictionsOf(
      [0, 0, 1, 1],
      Array.from({ length: 4 }, () => [0.5, 0.5]),
      [
        [1, 0],
        [1, 0],
        [0, 1],
        [1, 0],
      ],
    );
    const chosen = async (criterion: 'logLoss' | 'accuracy') =>
      (await selectEnsemble(bold, noStrata(bold), { criterion, folds: 2 })).bestSingle.model;
    expect([await chosen('logLoss'), await chosen('accuracy')]).toEqual([0, 1]);
  });

  it('refuses what cannot be done in one sentence that names the field', async () => {
    const predictions = drawPredictions(10, 3, [() => 1]);
    const strata = noStrata(predictions);
    const failureOf = (promise: Promise<unknown>) =>
      promise.then(
        () => null,
        (error: unknown) => error,
      );
    const none = { ...predictions, models: [] };
    for (const [promise, code, field] of [
      [selectEnsemble(none, strata), 'BAD_ENSEMBLE', 'models'],
      [selectEnsemble(predictions, strata, { folds: 1 }), 'BAD_FOLDS', 'folds'],
      [selectEnsemble(predictions, strata, { folds: 11 }), 'BAD_FOLDS', 'folds'],
      [selectEnsemble(predictions, strata, { rounds: 0.5 }), 'BAD_ROUNDS', 'rounds'],
    ] as const) {
      const failure = await failureOf(promise);
      expect(failure).toBeInstanceOf(InputFailure);
      expect(failure).toMatchObject({
        code,
        field,
        message: expect.stringMatching(/expected .*\.$/) as string,
      });
    }
    await expect(selectEnsemble(predictions, strata.slice(1))).rejects.toThrow(RangeError);
  });

  it('scores every sample once', async () => {
    const predictions = drawPredictions(47, 3, [() => 1, () => 0.5]);
    const { foldOf } = await selectEnsemble(predictions, noStrata(predictions));
    const held = [0, 1, 2, 3, 4].flatMap((fold) => [...splitByFold(foldOf, fold).held]);
    expect(held.sort((a, b) => a - b)).toEqual([...everyRow(predictions)]);
  });
});
