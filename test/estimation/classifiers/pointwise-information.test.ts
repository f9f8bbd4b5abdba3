import { describe, expect, it } from 'vitest';
import {
  logClassPrior,
  pointwiseInformation,
} from '../../../src/estimation/classifiers/pointwise-information.js';
import type { CandidateScores } from '../../../src/estimation/classifiers/pool-loss.js';
import { fitPool, poolScores } from '../../../src/estimation/classifiers/score-pool.js';
import { expectClose, float64, integers, mean, normals, range } from '../numbers.js';
import { reference } from '../reference.js';

/** One candidate. */
const scoresOf = (values: Float64Array, classIndex: Int32Array, logPrior: Float64Array): CandidateScores => ({
  values,
  candidates: 1,
  classIndex,
  logPrior,
});

describe('logClassPrior', () => {
  it('is the log of the shares', () => {
    expectClose(logClassPrior(Int32Array.of(0, 1, 1, 1), 2), [Math.log(0.25), Math.log(0.75)], 1e-15);
  });
});

describe('pointwiseInformation', () => {
  const labels = Int32Array.of(0, 1, 1, 1);
  const prior = logClassPrior(labels, 2);

  it('is log p(y|x) − log p(y)', () => {
    const scores = Float64Array.of(0.5, 0.5, 0.25, 0.75, 0.1, 0.9, 0.8, 0.2).map(Math.log);
    const { values, quality } = pointwiseInformation(scoresOf(scores, labels, prior), prior, false);
    expectClose(values, [2, 1, 1.2, 0.2 / 0.75].map(Math.log), 1e-14);
    expect(quality.weights).toEqual([1]);
    expect(quality.accuracy).toBe(0.75);
    expect(quality.logLoss).toBeCloseTo(-mean([0.5, 0.75, 0.9, 0.2].map(Math.log)), 14);
    // Confidences .5, .9, and .75 and .8 in one bin, of which the last is wrong.
    expect(quality.calibration.error).toBeCloseTo((0.5 + 0.1 + 0.55) / 4, 14);
  });

  it('is zero where the scores are the prior', () => {
    const scores = Float64Array.from({ length: 8 }, (_, index) => prior[index % 2]!);
    const { values } = pointwiseInformation(scoresOf(scores, labels, prior), prior, false);
    expectClose(values, [0, 0, 0, 0], 1e-15);
  });

  it('averages uncalibrated candidates, each counting alike', () => {
    const first = Float64Array.of(0.5, 0.5, 0.25, 0.75, 0.1, 0.9, 0.8, 0.2).map(Math.log);
    const scores: CandidateScores = {
      // The second candidate knows nothing but the prior.
      values: Float64Array.from(range(16), (at) => {
        const [row, c] = [at >> 2, at % 2];
        return (at >> 1) % 2 === 0 ? first[2 * row + c]! : prior[c]!;
      }),
      candidates: 2,
      classIndex: labels,
      logPrior: prior,
    };
    const { values, quality } = pointwiseInformation(scores, prior, false);
    expect(quality.weights).toEqual([0.5, 0.5]);
    const shares = [0.25, 0.75];
    const expected = [0, 1, 2, 3].map((row) => {
      const roots = shares.map((share, c) => Math.sqrt(share * Math.exp(first[2 * row + c]!)));
      return Math.log(roots[labels[row]!]! / (roots[0]! + roots[1]!) / shares[labels[row]!]!);
    });
    expectClose(values, expected, 1e-14);
  });

  it.each(reference.temperature)(
    'calibrates with the temperature of SciPy, but for the smoothing',
    (scipy) => {
      const classIndex = integers(scipy.labels);
      const samples = classIndex.length;
      const uniform = new Float64Array(scipy.classes).fill(-Math.log(scipy.classes));
      const scores = scoresOf(float64(scipy.logits), classIndex, uniform);
      const { values, quality } = pointwiseInformation(scores, uniform, true);
      expect(1 / quality.weights[0]!).toBeCloseTo(scipy.temperature, 4);
      // p(y|x) before half a pseudo-sample of the prior was mixed in.
      const exact = values.map((value) => Math.log((Math.exp(value) * (samples + 0.5) - 0.5) / samples));
      expect(mean(exact) + uniform[0]!).toBeCloseTo(-scipy.logLoss, 9);
      expect(quality.logLoss).toBeCloseTo(-mean(values) - uniform[0]!, 12);
      expect(quality.logLoss).toBeCloseTo(scipy.logLoss, 2);
    },
  );

  it('shrinks towards the prior what half a pseudo-sample is, and no further', () => {
    const samples = 40;
    const classIndex = Int32Array.from({ length: samples }, (_, sample) => (sample % 4 === 0 ? 0 : 1));
    const shares = logClassPrior(classIndex, 2);
    const scores = scoresOf(
      normals(93, 'information', 2 * samples).map(
        (value, index) => value + 2 * (classIndex[index >> 1] === index % 2 ? 1 : 0),
      ),
      classIndex,
      shares,
    );
    const { values } = pointwiseInformation(scores, shares, true);
    const pooled = poolScores(scores, fitPool(scores).weights);
    const expected = Array.from(classIndex, (label, sample) => {
      const p = Math.exp(pooled[2 * sample + label]!);
      const share = Math.exp(shares[label]!);
      return Math.log((samples * p + 0.5 * share) / (samples + 0.5) / share);
    });
    expectClose(values, expected, 1e-12);
    for (const sample of range(samples)) {
      const before = pooled[2 * sample + classIndex[sample]!]! - shares[classIndex[sample]!]!;
      expect(Math.abs(values[sample]!)).toBeLessThan(Math.abs(before));
      expect(Math.sign(values[sample]!)).toBe(Math.sign(before));
    }
  });

  it('counts from the prior it is given: equal classes move every sample by the class alone', () => {
    const scores = scoresOf(
      Float64Array.of(0.5, 0.5, 0.25, 0.75, 0.1, 0.9, 0.8, 0.2).map(Math.log),
      labels,
      prior,
    );
    const uniform = float64([Math.log(0.5), Math.log(0.5)]);
    for (const calibrate of [true, false]) {
      const [fromShares, fromEqual] = [prior, uniform].map((p) => pointwiseInformation(scores, p, calibrate));
      const moved = Array.from(
        labels,
        (label, sample) => fromShares!.values[sample]! + prior[label]! - Math.log(0.5),
      );
      expectClose(fromEqual!.values, moved, 1e-14);
      // What the classifier is worth does not depend on it.
      expect(fromEqual!.quality.logLoss).toBeCloseTo(fromShares!.quality.logLoss, 14);
      expect(fromEqual!.quality.weights).toEqual(fromShares!.quality.weights);
    }
  });

  it('stays finite for scores of ±10⁴', () => {
    const scores = Float64Array.of(1e4, -1e4, 1e4, -1e4, -1e4, 1e4, -1e4, 1e4);
    for (const calibrate of [true, false]) {
      const { values } = pointwiseInformation(scoresOf(scores, labels, prior), prior, calibrate);
      expect(values.every(Number.isFinite)).toBe(true);
    }
  });

  it.each([20, 1000])('lies between −log(2n + 1) and what certainty is worth, n = %i', (samples) => {
    const classIndex = Int32Array.from({ length: samples }, (_, sample) => (sample % 5 === 0 ? 0 : 1));
    const shares = logClassPrior(classIndex, 2);
    const scores = normals(94, 'bounds', 2 * samples).map(
      (value, index) => value + (classIndex[index >> 1] === index % 2 ? 2 : 0),
    );
    // Impossible says the classifier of the class of sample 0, and of the other class of sample 5.
    scores[classIndex[0]!] = -Infinity;
    scores[2 * 5 + 1 - classIndex[5]!] = -Infinity;
    const { values } = pointwiseInformation(scoresOf(scores, classIndex, shares), shares, true);
    expect(values[0]).toBeCloseTo(-Math.log(2 * samples + 1), 12);
    const certain = (samples / Math.exp(shares[0]!) + 0.5) / (samples + 0.5);
    expect(values[5]).toBeCloseTo(Math.log(certain), 12);
    for (const sample of range(samples)) {
      expect(values[sample]).toBeGreaterThanOrEqual(values[0]! - 1e-12);
      expect(values[sample]).toBeLessThan(-shares[classIndex[sample]!]!);
    }
  });

  it('counted from equal classes, may be below −log(2n + 1) for a rare class', () => {
    const samples = 1000;
    const classIndex = Int32Array.from({ length: samples }, (_, sample) => (sample < 10 ? 0 : 1));
    const shares = logClassPrior(classIndex, 2);
    const scores = normals(95, 'rare', 2 * samples).map(
      (value, index) => value + (classIndex[index >> 1] === index % 2 ? 2 : 0),
    );
    scores[0] = -Infinity; // the class of sample 0 is impossible, says the classifier
    const equal = Float64Array.of(Math.log(0.5), Math.log(0.5));
    const { values } = pointwiseInformation(scoresOf(scores, classIndex, shares), equal, true);
    expect(values[0]).toBeCloseTo(Math.log(2 * 0.01) - Math.log(2 * samples + 1), 12);
    expect(Math.min(...values)).toBe(values[0]);
  });

  it('gives NaN to a sample whose scores are not numbers, and leaves it out of the others', () => {
    const samples = 60;
    const classIndex = Int32Array.from({ length: samples }, (_, sample) => sample % 2);
    const shares = logClassPrior(classIndex, 2);
    const clean = normals(94, 'nan', 2 * samples).map(
      (value, index) => value + (classIndex[index >> 1] === index % 2 ? 1 : 0),
    );
    const broken = clean.slice();
    broken[2 * 7] = NaN;
    for (const calibrate of [true, false]) {
      const after = pointwiseInformation(scoresOf(broken, classIndex, shares), shares, calibrate);
      expect(Array.from(after.values, Number.isNaN).indexOf(true)).toBe(7);
      expect(after.values.filter(Number.isNaN).length).toBe(1);
      const before = pointwiseInformation(scoresOf(clean, classIndex, shares), shares, calibrate);
      const others = (values: Float64Array): Float64Array => values.filter((_, sample) => sample !== 7);
      expectClose(others(after.values), others(before.values), calibrate ? 0.05 : 1e-15);
      expect(after.quality.logLoss).toBeCloseTo(-mean(others(after.values)) + Math.LN2, 12);
      expect(Number.isFinite(after.quality.accuracy * after.quality.calibration.error)).toBe(true);
    }
  });

  it('counts the first of equal classes as the one put first', () => {
    const scores = scoresOf(new Float64Array(8), labels, float64([Math.log(0.5), Math.log(0.5)]));
    // Only the one sample of class 0 is right.
    expect(pointwiseInformation(scores, prior, false).quality.accuracy).toBe(0.25);
  });
});
