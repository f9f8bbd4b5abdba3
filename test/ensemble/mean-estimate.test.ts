import { expect, it } from 'vitest';
import { compareScores } from '../../src/ensemble/compare-scores.js';
import { estimateMean } from '../../src/ensemble/mean-estimate.js';
import { Random } from '../../src/estimation/random.js';

it('gives a mean with its normal interval', () => {
  const { value, low, high } = estimateMean(Float64Array.of(1, 2, 3, 4));
  expect(value).toBe(2.5);
  expect(high - value).toBeCloseTo((1.959963984540054 * Math.sqrt(5 / 3)) / 2, 12);
  expect(value - low).toBeCloseTo(high - value, 12);
  expect(estimateMean(Float64Array.of(3))).toEqual({ value: 3, low: 3, high: 3 });
});

it('holds the true mean in 95 of 100 intervals', () => {
  const random = new Random(6, 'intervals');
  let held = 0;
  for (let draw = 0; draw < 1000; draw += 1) {
    const { low, high } = estimateMean(Float64Array.from({ length: 200 }, () => random.uniform() ** 2));
    if (low <= 1 / 3 && 1 / 3 <= high) held += 1;
  }
  expect(Math.abs(held / 1000 - 0.95)).toBeLessThan(0.025);
});

it('calls better what loses less or is right more often, beyond chance', () => {
  const rows = 100;
  const scores = (loss: number, right: number) => ({
    logLosses: Float64Array.from({ length: rows }, (_, row) => loss + (row % 2) / 100),
    rightAnswers: Float64Array.from({ length: rows }, (_, row) => (row < right ? 1 : 0)),
    calibrationError: 0,
  });
  const against = compareScores(scores(1, 90), scores(1.5, 50));
  expect(against.logLoss).toMatchObject({ value: -0.5, verdict: 'better' });
  expect(against.accuracy).toMatchObject({ value: 0.4, verdict: 'better' });
  const reverse = compareScores(scores(1.5, 50), scores(1, 90));
  expect([reverse.logLoss.verdict, reverse.accuracy.verdict]).toEqual(['worse', 'worse']);
  const same = compareScores(scores(1, 50), scores(1, 51));
  expect([same.logLoss.verdict, same.accuracy.verdict]).toEqual([
    'no difference shown',
    'no difference shown',
  ]);
});
