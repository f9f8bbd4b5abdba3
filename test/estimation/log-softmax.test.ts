import { describe, expect, it } from 'vitest';
import { addLogProbabilities, labelLogProbability, meanLogLoss } from '../../src/estimation/log-softmax.js';
import { Random } from '../../src/estimation/random.js';
import { expectClose, float64, integers } from './numbers.js';
import { reference } from './reference.js';

const random = new Random(9, 'test/log-softmax');

describe('labelLogProbability', () => {
  it('is log(exp z_y / Σ exp z_c), as computed without precautions', () => {
    const rows = 200;
    const classes = 4;
    const logits = Float64Array.from({ length: rows * classes }, () => 3 * random.normal());
    const labels = Int32Array.from({ length: rows }, () => random.integer(classes));
    const temperature = 1.7;
    const expected = Array.from(labels, (label, row) => {
      const weights = Array.from(logits.subarray(row * classes, (row + 1) * classes), (z) =>
        Math.exp(z / temperature),
      );
      return Math.log(weights[label]! / weights.reduce((sum, weight) => sum + weight, 0));
    });
    expectClose(labelLogProbability(logits, labels, classes, temperature), expected, 1e-14);
  });

  it.each([0.1, 1, 10])('is finite and right for logits of ±1e4 at temperature %d', (temperature) => {
    const logits = float64([1e4, -1e4, 0, -1e4, 1e4, 1e4]);
    const values = labelLogProbability(logits, integers([1, 0]), 3, temperature);
    const digit = 1e4 * (Number.EPSILON / temperature); // of the scaled logits, which the result is a difference of
    expectClose(values, [-2e4 / temperature, -2e4 / temperature - Math.log(2)], digit);
    expectClose(labelLogProbability(logits, integers([0, 1]), 3, temperature), [0, -Math.log(2)], digit);
  });

  it('keeps a probability far below the smallest float64', () => {
    const [extreme] = labelLogProbability(float64([2000, 0]), integers([1]), 2, 1);
    expect(extreme).toBe(-2000);
    const [value] = labelLogProbability(float64([40, 0]), integers([1]), 2, 1);
    expect(value).toBeCloseTo(-40, 14);
  });

  it('is 0 where there is one class', () => {
    expect(Array.from(labelLogProbability(float64([7, -3]), integers([0, 0]), 1, 1))).toEqual([0, 0]);
  });

  it('takes −∞ for a class without probability', () => {
    const values = labelLogProbability(float64([0, -Infinity, 0]), integers([0]), 3, 1);
    expect(values[0]).toBeCloseTo(-Math.log(2), 15);
  });
});

describe('meanLogLoss', () => {
  it("is SciPy's log-loss", () => {
    for (const { logits, labels, classes, temperature, logLoss, logLossAtOne } of reference.temperature) {
      const loss = (t: number): number => meanLogLoss(float64(logits), integers(labels), classes, t);
      expect(loss(1)).toBeCloseTo(logLossAtOne, 13);
      expect(loss(temperature)).toBeCloseTo(logLoss, 13);
    }
  });
});

describe('addLogProbabilities', () => {
  it('adds a share of the log-probabilities, each row of which adds to one', () => {
    const total = float64([1, 2, 3, 4]);
    addLogProbabilities(total, float64([0, Math.log(3), 1e4, -1e4]), 2, 0.5);
    expectClose(total, [1 + 0.5 * Math.log(0.25), 2 + 0.5 * Math.log(0.75), 3, 4 - 1e4], 1e-15);
  });

  it('averages equal models to themselves', () => {
    const logits = Float64Array.from({ length: 30 }, () => 100 * random.normal());
    const total = new Float64Array(30);
    for (let model = 0; model < 4; model += 1) addLogProbabilities(total, logits, 3, 1 / 4);
    for (let start = 0; start < 30; start += 3) {
      const sum = total.subarray(start, start + 3).reduce((all, value) => all + Math.exp(value), 0);
      expect(sum).toBeCloseTo(1, 13);
    }
  });
});
