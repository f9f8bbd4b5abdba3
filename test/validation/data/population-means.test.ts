import { describe, expect, it } from 'vitest';
import { populationMeans } from '../../../validation/data/population-means.js';

describe('means of the distribution', () => {
  // I of a ±-coded bit in Gaussian noise by quadrature: log 2 − E log(1 + exp(−2(m² + m z)/1)), m = √2/2/σ.
  const information = (signal: number): number => {
    let sum = 0;
    const step = 1e-3;
    for (let z = -10; z <= 10; z += step) {
      const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
      sum += step * density * Math.log1p(Math.exp(-2 * (signal ** 2 + signal * z)));
    }
    return Math.LN2 - sum;
  };

  it('are those of a quadrature, and keep the identities', () => {
    const { lsmi, evidence, information: means } = populationMeans({ noise: 0.5 }, 4);
    const signal = Math.SQRT1_2 / 0.5;
    // A standard deviation of about .43 over 200,000 samples: .001.
    expect(Math.abs(means.i1 - information(signal))).toBeLessThan(0.004);
    expect(Math.abs(means.i2 - information(signal))).toBeLessThan(0.004);
    // Correlation .5: the sum of both is a signal 2/√3 as strong.
    expect(Math.abs(means.i12 - information((signal * 2) / Math.sqrt(3)))).toBeLessThan(0.004);
    for (const { r, u1, u2, s } of [lsmi, evidence]) {
      expect(r + u1).toBeCloseTo(means.i1, 12);
      expect(r + u2).toBeCloseTo(means.i2, 12);
      expect(r + u1 + u2 + s).toBeCloseTo(means.i12, 12);
    }
    expect(lsmi.r).not.toBeCloseTo(evidence.r, 2);
  });
});
