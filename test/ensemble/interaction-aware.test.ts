import { describe, expect, it } from 'vitest';
import { gateFeatures } from '../../src/ensemble/gate-features.js';
import { fitInteractionAware } from '../../src/ensemble/interaction-aware.js';
import { selectEnsemble } from '../../src/ensemble/select-ensemble.js';
import { stack } from '../../src/ensemble/stacking.js';
import { Random } from '../../src/estimation/random.js';
import type { Predictions } from '../../src/ensemble/predictions.type.js';
import { drawPredictions, everyRow, noStrata } from './made-predictions.js';

/**
 * Even rows are the first model's, odd rows the second's; on the other's rows a model is as sure as ever and mostly wrong.
 * A third model knows nothing but is timid on even rows, which gives the kind of row away.
 */
function divided(rows: number): { readonly predictions: Predictions; readonly strata: Int32Array } {
  const predictions = drawPredictions(rows, 4, [
    (row) => (row % 2 === 0 ? 4 : -2),
    (row) => (row % 2 === 0 ? -2 : 4),
    () => 0,
  ]);
  const third = predictions.models[2]!.probabilities;
  for (let row = 0; row < rows; row += 2) third.fill(0.25, row * 4, row * 4 + 4);
  return { predictions, strata: Int32Array.from({ length: rows }, (_, row) => (row % 2 === 0 ? 1 : 2)) };
}

describe('fitInteractionAware', () => {
  it('gives strata the models that know them, and gains by it on held-out rows', async () => {
    const { predictions, strata } = divided(1200);
    const samples = { predictions, strata, features: gateFeatures(predictions) };
    const fitted = await fitInteractionAware(samples, everyRow(predictions), new Random(1, 'test'));
    expect(fitted).toMatchObject({ fallback: null, strata: Int32Array.of(1, 2) });
    const [ofFirst, ofSecond] = fitted.gated!.weights;
    expect(ofFirst![0]).toBeGreaterThan(0.8);
    expect(ofSecond![1]).toBeGreaterThan(0.8);
    const gated = await selectEnsemble(predictions, strata, { method: 'interaction-aware' });
    const plain = await selectEnsemble(predictions, strata, { method: 'stacking' });
    expect(gated.heldOut.logLoss.high).toBeLessThan(plain.heldOut.logLoss.low);
    expect(gated.againstUniform.logLoss.verdict).toBe('better');
  });

  it('is plain stacking, and says so, where strata are too few or have too few rows', async () => {
    const { predictions } = divided(300);
    const rows = everyRow(predictions);
    const features = gateFeatures(predictions);
    const small = Int32Array.from(rows, (row) => (row < 49 ? 0 : 3));
    for (const strata of [noStrata(predictions), small, new Int32Array(300)]) {
      const fitted = await fitInteractionAware(
        { predictions, strata, features },
        rows,
        new Random(1, 'test'),
      );
      expect(fitted).toMatchObject({ fallback: 'too-few-strata', gated: null, strength: Infinity });
      expect(fitted.pooled).toEqual(stack(predictions, rows).weights);
    }
    const selected = await selectEnsemble(predictions, small, { method: 'interaction-aware' });
    const plain = await selectEnsemble(predictions, small, { method: 'stacking' });
    expect(selected.probabilities).toEqual(plain.probabilities);
  });

  it('is plain stacking, and says so, where weights of their own gain nothing', async () => {
    const { models, ...rest } = drawPredictions(400, 3, [() => 1]);
    const predictions = { ...rest, models: [models[0]!, models[0]!] };
    const strata = Int32Array.from(rest.labels, (_, row) => row % 2);
    const samples = { predictions, strata, features: gateFeatures(predictions) };
    const fitted = await fitInteractionAware(samples, everyRow(predictions), new Random(1, 'test'));
    expect(fitted).toMatchObject({ fallback: 'no-gain', gated: null, strength: Infinity });
    expect([...fitted.pooled]).toEqual([0.5, 0.5]);
  });

  it('loses next to nothing where strata mean nothing', async () => {
    const predictions = drawPredictions(600, 3, [() => 2, () => 1]);
    const random = new Random(4, 'strata');
    const strata = Int32Array.from(predictions.labels, () => random.integer(4));
    const gated = await selectEnsemble(predictions, strata, { method: 'interaction-aware' });
    const plain = await selectEnsemble(predictions, strata, { method: 'stacking' });
    expect(gated.heldOut.logLoss.value - plain.heldOut.logLoss.value).toBeLessThan(0.005);
  });
});
