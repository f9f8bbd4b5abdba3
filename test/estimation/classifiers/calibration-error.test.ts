import { describe, expect, it } from 'vitest';
import { calibrationError } from '../../../src/estimation/classifiers/calibration-error.js';
import { Random } from '../../../src/estimation/random.js';
import { float64, integers, mean } from '../numbers.js';
import { uncertaintyReference } from '../uncertainty-reference.js';

/** Logits, and labels drawn from their softmax: a perfectly calibrated classifier. */
function calibrated(random: Random, rows: number, classes: number) {
  const logits = Float64Array.from({ length: rows * classes }, () => 1.5 * random.normal());
  const labels = Int32Array.from({ length: rows }, (_, row) => {
    const weights = logits.subarray(row * classes, (row + 1) * classes).map(Math.exp);
    let rest = random.uniform() * weights.reduce((sum, weight) => sum + weight, 0);
    return weights.findIndex((weight, label) => (rest -= weight) < 0 || label === classes - 1);
  });
  return { logits, labels };
}

describe('calibrationError', () => {
  it.each(uncertaintyReference.calibration)(
    "is $error with scikit-learn's bins ($classes classes, temperature $temperature)",
    ({ logits, labels, classes, temperature, error }) => {
      const tempered = float64(logits).map((logit) => logit / temperature);
      expect(calibrationError(tempered, integers(labels), classes).error).toBeCloseTo(error, 13);
    },
  );

  it('is 0 for certain right answers, 1 for certain wrong ones, without overflow', () => {
    const logits = float64([1e4, -1e4, -1e4, 1e4]);
    expect(calibrationError(logits, integers([0, 1]), 2)).toEqual({ error: 0, errorByChance: 0 });
    expect(calibrationError(logits, integers([1, 0]), 2)).toEqual({ error: 1, errorByChance: 0 });
  });

  it('weighs bins by their samples', () => {
    // Three samples of confidence .6, one right; one of confidence .9, right: (|1 − 1.8| + |1 − .9|) / 4.
    const logits = float64([0.6, 0.4, 0.6, 0.4, 0.6, 0.4, 0.1, 0.9].map(Math.log));
    const { error, errorByChance } = calibrationError(logits, integers([0, 1, 1, 1]), 2);
    expect(error).toBeCloseTo(0.9 / 4, 14);
    expect(errorByChance).toBeCloseTo(
      (Math.sqrt(2 / Math.PI) * (Math.sqrt(3 * 0.24) + Math.sqrt(0.09))) / 4,
      14,
    );
  });

  it('takes the first of equally probable classes', () => {
    const logits = float64([7, 7, 7, 7, 7, 7, 7, 7]);
    expect(calibrationError(logits, integers([0, 0]), 4).error).toBeCloseTo(0.75, 14);
    expect(calibrationError(logits, integers([3, 1]), 4).error).toBeCloseTo(0.25, 14);
  });

  it('does not depend on the normalisation of the logits', () => {
    const { logits, labels } = calibrated(new Random(1, 'test/calibration'), 500, 3);
    const { error } = calibrationError(logits, labels, 3);
    const shifted = logits.map((logit, index) => logit + Math.floor(index / 3));
    expect(calibrationError(shifted, labels, 3).error).toBeCloseTo(error, 12);
  });

  it.each([
    [100, 2],
    [100, 10],
    [500, 10],
  ])('says what a calibrated classifier has by chance, from %d rows of %d classes', (rows, classes) => {
    const random = new Random(2, 'test/calibration');
    const results = Array.from({ length: 200 }, () => {
      const { logits, labels } = calibrated(random, rows, classes);
      return calibrationError(logits, labels, classes);
    });
    const measured = mean(results.map(({ error }) => error));
    const stated = mean(results.map(({ errorByChance }) => errorByChance));
    expect(Math.abs(measured / stated - 1)).toBeLessThan(0.08); // 5σ of 200 draws
    expect(results.filter(({ error, errorByChance }) => error > 2 * errorByChance).length).toBeLessThan(5);
  });

  it('takes −∞ for an impossible class', () => {
    const logits = float64([0, -Infinity, 0]);
    expect(calibrationError(logits, integers([0]), 3).error).toBeCloseTo(0.5, 14);
  });

  it.each([
    ['NaN first', [NaN, 0]],
    ['NaN last', [0, NaN]],
    ['+∞', [Infinity, 0]],
    ['nothing but −∞', [-Infinity, -Infinity]],
  ])('leaves out a row with %s', (_, bad) => {
    const good = [1, 0, 0, 2];
    const expected = calibrationError(float64(good), integers([0, 0]), 2);
    expect(calibrationError(float64([...bad, ...good]), integers([0, 0, 0]), 2)).toEqual(expected);
    expect(calibrationError(float64(bad), integers([0]), 2)).toEqual({ error: NaN, errorByChance: NaN });
  });

  it('is 0 for a single class, NaN without rows', () => {
    expect(calibrationError(float64([3, -1]), integers([0, 0]), 1).error).toBe(0);
    expect(calibrationError(float64([]), integers([]), 2).error).toBeNaN();
  });
});
