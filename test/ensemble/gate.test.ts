import { describe, expect, it } from 'vitest';
import { fitGate, gateProbabilities } from '../../src/ensemble/gate.js';
import { gateFeatures } from '../../src/ensemble/gate-features.js';
import { Random } from '../../src/estimation/random.js';
import { drawPredictions, everyRow, predictionsOf } from './made-predictions.js';

describe('gateFeatures', () => {
  it('tells shape and agreement of outputs', () => {
    const made = predictionsOf([1], [[0.5, 0.25, 0.25]], [[0, 1, 0]]);
    const { rows, columns, data } = gateFeatures(made);
    expect([rows, columns]).toEqual([1, 11]);
    const entropy = 0.5 * Math.log(2) + 0.5 * Math.log(4);
    const ofAverage = [0.25, 0.625, 0.125];
    const expected = [
      ...[Math.log(0.5), entropy, 0.25, Math.log(0.25)],
      ...[0, 0, 1, 0],
      ...[Math.log(0.625), -ofAverage.reduce((sum, p) => sum + p * Math.log(p), 0), 0.375],
    ];
    expected.forEach((value, column) => expect(data[column]).toBeCloseTo(value, 6));
  });

  it('never looks at labels', () => {
    const made = drawPredictions(50, 3, [() => 1, () => 2]);
    const others = { ...made, labels: made.labels.map((label) => (label + 1) % 3) };
    expect(gateFeatures(others)).toEqual(gateFeatures(made));
  });

  it('stays finite where probabilities are 0', () => {
    const { data } = gateFeatures(predictionsOf([0], [[1, 0]], [[0, 1]]));
    expect(data.every(Number.isFinite)).toBe(true);
  });
});

describe('fitGate', () => {
  it('foretells strata that features tell, in shares that sum to 1', async () => {
    const random = new Random(3, 'gate');
    const rows = 600;
    const strata = Int32Array.from({ length: rows }, () => 1 + 2 * random.integer(2)); // u1 and s only
    const data = new Float32Array(rows * 2);
    strata.forEach((stratum, row) => {
      data[2 * row] = 50 + 3 * (stratum + random.normal());
      data[2 * row + 1] = 7; // constant
    });
    const features = { rows, columns: 2, data };
    const all = Int32Array.from(strata, (_, row) => row);
    const gate = await fitGate(features, strata, all.slice(0, 300), Int32Array.of(1, 3));
    const [ofFirst, ofSecond] = gateProbabilities(gate, features, all.slice(300));
    let right = 0;
    ofFirst!.forEach((share, at) => {
      expect(share + ofSecond![at]!).toBeCloseTo(1, 12);
      if (share > 0.5 === (strata[300 + at] === 1)) right += 1;
    });
    expect(right / 300).toBeGreaterThan(0.78); // two standard deviations apart: .84 at best
  });

  it('gives shares of the training rows where features tell nothing', async () => {
    const made = drawPredictions(400, 3, [() => 1]);
    const strata = Int32Array.from(made.labels, (_, row) => (row % 4 === 0 ? 0 : 2));
    const features = { rows: 400, columns: 0, data: new Float32Array() };
    const gate = await fitGate(features, strata, everyRow(made), Int32Array.of(0, 2));
    const [ofFirst] = gateProbabilities(gate, features, Int32Array.of(5));
    expect(ofFirst![0]).toBeCloseTo(0.25, 2);
  });
});
