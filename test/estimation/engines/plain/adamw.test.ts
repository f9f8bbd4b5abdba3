import { describe, expect, it } from 'vitest';
import { initMoments, stepAdamW } from '../../../../src/estimation/engines/plain/adamw.js';
import { expectClose, float64, normals } from '../../numbers.js';

describe('stepAdamW', () => {
  it('follows Algorithm 2 of Loshchilov & Hutter written out for one parameter', () => {
    const gradients = normals(21, 'adamw', 30);
    const [rate, decay] = [0.01, 0.1];
    let [value, m, v] = [0.7, 0, 0];
    const parameters = float64([value]);
    const moments = initMoments(1);
    gradients.forEach((gradient, index) => {
      const t = index + 1;
      m = 0.9 * m + 0.1 * gradient;
      v = 0.999 * v + 0.001 * gradient ** 2;
      const step = m / (1 - 0.9 ** t) / (Math.sqrt(v / (1 - 0.999 ** t)) + 1e-8);
      value = value - rate * step - rate * decay * value;
      stepAdamW(parameters, float64([gradient]), moments, t, rate, decay);
      expect(parameters[0]).toBeCloseTo(value, 14);
    });
  });

  it('moves by the learning rate against the sign of the first gradient, whatever its size', () => {
    const parameters = float64([0, 0, 0]);
    stepAdamW(parameters, float64([1e-3, -50, 1e6]), initMoments(3), 1, 0.01, 0);
    expectClose(parameters, [-0.01, 0.01, -0.01], 1e-6); // epsilon 1e-8 against 1e-3
  });

  it('only decays where there never was a gradient', () => {
    const parameters = float64([2]);
    stepAdamW(parameters, float64([0]), initMoments(1), 1, 0.1, 0.5);
    expect(parameters[0]).toBeCloseTo(2 * 0.95, 15);
  });
});
