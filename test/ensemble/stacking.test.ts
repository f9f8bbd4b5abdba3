import { describe, expect, it } from 'vitest';
import { labelProbabilities } from '../../src/ensemble/label-probabilities.js';
import { mixtureWeights } from '../../src/ensemble/mixture-weights.js';
import { passMixture } from '../../src/ensemble/mixture-pass.js';
import { stack } from '../../src/ensemble/stacking.js';
import type { Predictions } from '../../src/ensemble/predictions.type.js';
import { Random } from '../../src/estimation/random.js';
import { digitRows, digits } from './digits.js';
import { ensembleReference, syntheticPredictions, type SolvedReference } from './ensemble-reference.js';
import { drawPredictions, everyRow } from './made-predictions.js';

/** −mean log Σ w p, a logarithm a row. */
function logLossOf(predictions: Predictions, rows: Int32Array, weights: ArrayLike<number>): number {
  const probabilities = labelProbabilities(predictions, rows);
  const losses = Array.from(
    rows,
    (_, at) => -Math.log(probabilities.reduce((sum, ofModel, m) => sum + weights[m]! * ofModel[at]!, 0)),
  );
  return losses.reduce((sum, loss) => sum + loss, 0) / rows.length;
}

describe('stack', () => {
  const cases: readonly (readonly [string, Predictions, SolvedReference])[] = [
    ['made', syntheticPredictions(), ensembleReference.synthetic],
    ['digits', digits, ensembleReference.digits],
  ];

  it.each(cases)('finds the weights that SLSQP finds: %s', (_, predictions, { stacking }) => {
    const rows = everyRow(predictions);
    const found = stack(predictions, rows, { tolerance: 1e-10, maxPasses: 20_000 });
    expect(found.converged).toBe(true);
    found.weights.forEach((weight, m) => expect(Math.abs(weight - stacking.weights[m]!)).toBeLessThan(1e-4));
    expect(found.logLoss).toBeCloseTo(stacking.logLoss, 9);
    expect(found.logLoss).toBeCloseTo(logLossOf(predictions, rows, found.weights), 12);
  });

  it.each(cases)('says no less than what is left to gain: %s', (_, predictions, { stacking }) => {
    const rows = everyRow(predictions);
    for (const maxPasses of [1, 2, 3, 5, 8, 20, 2000]) {
      const { gap, logLoss, passes } = stack(predictions, rows, { maxPasses });
      expect(passes).toBeLessThanOrEqual(maxPasses + 1);
      expect(logLoss - stacking.logLoss).toBeLessThanOrEqual(gap + 1e-12);
      expect(logLoss - stacking.logLoss).toBeGreaterThan(-1e-9);
    }
    expect(stack(predictions, rows)).toMatchObject({ converged: true });
    expect(stack(predictions, rows).gap).toBeLessThanOrEqual(1e-5);
  });

  it('loses nothing from pass to pass', () => {
    let before = Infinity;
    for (let maxPasses = 1; maxPasses < 40; maxPasses += 1) {
      const { logLoss } = stack(digits, digitRows, { maxPasses, tolerance: 0 });
      expect(logLoss).toBeLessThanOrEqual(before + 1e-12);
      before = logLoss;
    }
  });

  it('gives one model all, identical models equal shares, a perfect model nearly all', () => {
    const one = drawPredictions(100, 4, [() => 1]);
    expect([...stack(one, everyRow(one)).weights]).toEqual([1]);
    const same = { ...one, models: [one.models[0]!, one.models[0]!] };
    expect([...stack(same, everyRow(same)).weights]).toEqual([0.5, 0.5]);
    const perfect = drawPredictions(100, 4, [() => 1, () => 100]);
    expect(stack(perfect, everyRow(perfect)).weights[1]).toBeGreaterThan(0.9999);
  });

  it('follows a prior from not at all to entirely', () => {
    const predictions = drawPredictions(300, 3, [() => 2, () => 0.5]);
    const rows = everyRow(predictions);
    const weights = Float64Array.of(0.1, 0.9);
    const withCounts = (counts: number): number =>
      stack(predictions, rows, { tolerance: 1e-10, prior: { weights, counts } }).weights[0]!;
    const free = stack(predictions, rows, { tolerance: 1e-10 }).weights[0]!;
    expect(withCounts(0)).toBeCloseTo(free, 6);
    expect(withCounts(30)).toBeLessThan(free);
    expect(withCounts(300)).toBeLessThan(withCounts(30));
    expect(withCounts(1e9)).toBeCloseTo(0.1, 5);
  });
});

describe('mixtureWeights', () => {
  it('finds the weights that drew labels, each group its own', () => {
    const random = new Random(8, 'gated');
    const rows = 40_000;
    const truth = [
      [0.7, 0.2, 0.1],
      [0.1, 0.1, 0.8],
    ];
    const gate = Float64Array.from({ length: rows }, () => random.uniform());
    const gates = [gate, gate.map((share) => 1 - share)];
    const probabilities = [0, 1, 2].map(() => new Float64Array(rows));
    for (let row = 0; row < rows; row += 1) {
      // Of two classes, a model each in three; the label is drawn from the mixture.
      const ofFirst = probabilities.map(() => random.uniform() ** 2);
      const mixture = ofFirst.reduce(
        (sum, p, m) => sum + p * gates.reduce((share, g, k) => share + g[row]! * truth[k]![m]!, 0),
        0,
      );
      const isFirst = random.uniform() < mixture;
      probabilities.forEach((ofModel, m) => (ofModel[row] = isFirst ? ofFirst[m]! : 1 - ofFirst[m]!));
    }
    const found = mixtureWeights({ probabilities, gates }, { tolerance: 1e-8 });
    expect(found.converged).toBe(true);
    found.weights.forEach((weights, k) =>
      weights.forEach((weight, m) => expect(Math.abs(weight - truth[k]![m]!)).toBeLessThan(0.06)),
    );
  });

  it('is one group where the gates tell nothing apart', () => {
    const predictions = syntheticPredictions();
    const probabilities = labelProbabilities(predictions, everyRow(predictions));
    const half = new Float64Array(predictions.labels.length).fill(0.5);
    const one = mixtureWeights({ probabilities, gates: null }, { tolerance: 1e-9 });
    const two = mixtureWeights({ probabilities, gates: [half, half] }, { tolerance: 1e-9 });
    expect(two.logLoss).toBeCloseTo(one.logLoss, 8);
    expect(two.weights[0]).toEqual(two.weights[1]);
  });

  it('says no less than what is left to gain of several groups', () => {
    const predictions = drawPredictions(500, 3, [(row) => row % 3, () => 1, (row) => 2 - (row % 3)]);
    const probabilities = labelProbabilities(predictions, everyRow(predictions));
    const gate = Float64Array.from(predictions.labels, (_, row) => (row % 3) / 2);
    const rows = { probabilities, gates: [gate, gate.map((share) => 1 - share)] };
    const best = mixtureWeights(rows, { tolerance: 1e-9, maxPasses: 20_000 });
    expect(best.converged).toBe(true);
    for (const maxPasses of [1, 2, 3, 6, 12]) {
      const { logLoss, gap } = mixtureWeights(rows, { maxPasses, tolerance: 1e-9 });
      expect(logLoss - best.logLoss).toBeLessThanOrEqual(gap + 1e-9);
    }
  });
});

describe('passMixture', () => {
  it('gives the derivatives that differences give', () => {
    const predictions = drawPredictions(1300, 3, [() => 1, () => 0.3, () => 2]); // more than two blocks of rows
    const probabilities = labelProbabilities(predictions, everyRow(predictions));
    const random = new Random(2, 'pass');
    const gate = Float64Array.from({ length: 1300 }, () => random.uniform());
    const rows = { probabilities, gates: [gate, gate.map((share) => 1 - share)] };
    const weights = Float64Array.of(0.2, 0.3, 0.5, 0.6, 0.3, 0.1);
    const { slopes } = passMixture(rows, weights);
    slopes.forEach((slope, at) => {
      const moved = (by: number): number =>
        passMixture(
          rows,
          weights.map((weight, other) => (other === at ? weight + by : weight)),
        ).value;
      expect((moved(1e-5) - moved(-1e-5)) / 2e-5).toBeCloseTo(slope, 7);
    });
  });
});
