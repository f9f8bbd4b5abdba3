import { describe, expect, it } from 'vitest';
import { NO_INFLUENCE, poolInfluence } from '../../../src/estimation/classifiers/pool-influence.js';
import { pointwiseInformation } from '../../../src/estimation/classifiers/pointwise-information.js';
import type { CandidateScores } from '../../../src/estimation/classifiers/pool-loss.js';
import { fitPool, poolScores } from '../../../src/estimation/classifiers/score-pool.js';
import { smoothed } from '../../../src/estimation/classifiers/smoothing.js';
import { expectClose, mean, range } from '../numbers.js';
import { noisyScores, takeScores } from '../pooled-scores.js';

const labels = (rows: number): Int32Array => Int32Array.from({ length: rows }, (_, row) => (row % 7) % 3);
const influenceOf = (scores: CandidateScores) => {
  const { weights } = fitPool(scores);
  return { weights, influence: poolInfluence(scores, poolScores(scores, weights), weights) };
};
/** `[N]` of the `weight`-th of so many side by side. */
const column = (values: Float64Array, weights: number, weight: number): Float64Array =>
  values.filter((_, at) => at % weights === weight);

describe('poolInfluence', () => {
  const scores = noisyScores(labels(500), 3, [1.2, 1], 2.5, 'influence');
  const { weights, influence } = influenceOf(scores);

  it('has the slopes of finite differences of information', () => {
    expect(influence.weights).toBe(2);
    const information = (shifted: Float64Array): Float64Array => {
      const pooled = poolScores(scores, shifted);
      return Float64Array.from(scores.classIndex, (label, row) =>
        smoothed(pooled[3 * row + label]! - scores.logPrior[label]!, 500),
      );
    };
    const step = 1e-5;
    for (const k of [0, 1]) {
      const [above, below] = [1, -1].map((sign) =>
        information(weights.map((value, at) => value + (at === k ? sign * step : 0))),
      );
      const slopes = above!.map((value, row) => (value - below![row]!) / (2 * step));
      expectClose(column(influence.slopes, 2, k), slopes, 1e-8);
    }
  });

  it('has shifts of mean zero', () => {
    for (const k of [0, 1]) {
      const shifts = column(influence.shifts, 2, k);
      const deviation = Math.sqrt(mean(shifts.map((value) => value ** 2)));
      // Zero but for where Newton's method stopped; chance alone would give deviation/√500.
      expect(Math.abs(mean(shifts))).toBeLessThan(1e-4 * deviation);
      expect(deviation).toBeGreaterThan(0.1);
    }
  });

  it('moves the weights as fitting them to the samples with some repeated does', () => {
    const first = column(influence.shifts, 2, 0);
    const repeated = range(500)
      .filter((row) => first[row]! > 0.5)
      .slice(0, 10);
    expect(repeated).toHaveLength(10);
    const refitted = fitPool(takeScores(scores, Int32Array.from([...range(500), ...repeated]))).weights;
    for (const k of [0, 1]) {
      const shifts = column(influence.shifts, 2, k);
      const expected = repeated.reduce((sum, row) => sum + shifts[row]!, 0) / 510;
      // Of second order in the 2% of samples that were added.
      expect(Math.abs(refitted[k]! - weights[k]! - expected)).toBeLessThan(0.1 * Math.abs(expected));
      expect(Math.abs(expected)).toBeGreaterThan(0.005);
    }
  });

  it('has no part for a weight at its bound, nor for a pool that learnt nothing', () => {
    // A candidate that knows nothing beside one that does; then such candidates alone.
    const oneOfTwo = influenceOf(noisyScores(labels(500), 3, [1.5, 0], 1, 'bound'));
    expect(oneOfTwo.weights[1]).toBe(0);
    expect(oneOfTwo.influence.weights).toBe(1);
    expect(oneOfTwo.influence.shifts).toHaveLength(500);
    expect(influenceOf(noisyScores(labels(500), 3, [0, 0], 1, 'bound')).influence).toBe(NO_INFLUENCE);
  });

  it('is none where weights are not fitted', () => {
    expect(pointwiseInformation(scores, scores.logPrior, false).influence).toBe(NO_INFLUENCE);
    expect(pointwiseInformation(scores, scores.logPrior, true).influence).toEqual(influence);
  });

  it.each([NaN, Infinity, -Infinity])(
    'neither takes influence from a sample with a score %d nor gives it any',
    (bad) => {
      const values = scores.values.slice();
      values[6 * 3 + 1] = bad;
      const broken = influenceOf({ ...scores, values });
      const clean = influenceOf(
        takeScores(
          scores,
          range(500).filter((row) => row !== 3),
        ),
      );
      const { shifts, slopes } = broken.influence;
      expect([...shifts.subarray(6, 8), ...slopes.subarray(6, 8)]).toEqual([0, 0, 0, 0]);
      expectClose(
        shifts.filter((_, at) => at < 6 || at >= 8),
        clean.influence.shifts,
        1e-12,
      );
      expect(slopes.every(Number.isFinite)).toBe(true);
    },
  );

  it('comes, of more than 100,000 samples, from those the weights were fitted to', () => {
    const rows = 125_000;
    const many = noisyScores(labels(rows), 3, [1], 2, 'influence/many');
    const { shifts } = influenceOf(many).influence;
    expect(shifts.filter((value) => value !== 0)).toHaveLength(100_000);
    expect(Math.abs(mean(shifts))).toBeLessThan(1e-4);
    const few = influenceOf(takeScores(many, range(100_000))).influence.shifts;
    const variance = (values: Float64Array): number =>
      mean(values.map((value) => value ** 2)) / values.length;
    // The weight is as uncertain as from 100,000 samples, up to chance (about 1%).
    expect(Math.abs(variance(shifts) / variance(few) - 1)).toBeLessThan(0.05);
  });
});
