import { describe, expect, it } from 'vitest';
import type { CovarianceKind } from '../../../src/estimation/engine.js';
import { mixtureFactorsFromCovariances } from '../../../src/estimation/densities/mixture-factors.js';
import { expectClose, filled, float64 } from '../numbers.js';

const regularized = (shrinkage: number, ridge: Float64Array, covariance: CovarianceKind = 'own') => ({
  shrinkage,
  ridge,
  covariance,
  precision: 'full' as const,
});
const plain = (dimension: number) => regularized(0, filled(dimension, 0));

describe('mixtureFactorsFromCovariances', () => {
  it('gives A with AᵀA the precision, by hand for 2 x 2', () => {
    // Σ = [[4, 2], [2, 5]] = L·Lᵀ with L = [[2, 0], [1, 2]].
    const factors = mixtureFactorsFromCovariances(float64([40, 20, 20, 50]), float64([10]), 2, plain(2));
    expectClose(factors, [0.5, 0, -0.25, 0.5], 1e-15);
  });

  it('mixes each component with one pseudo-row of the pooled covariance', () => {
    // Variances 1 over 10 rows and 9 over 30: pooled (10 + 270) / 40 = 7.
    const factors = mixtureFactorsFromCovariances(float64([10, 270]), float64([10, 30]), 1, plain(1));
    expectClose(factors, [1 / Math.sqrt(17 / 11), 1 / Math.sqrt(277 / 31)], 1e-15);
  });

  it('gives the pooled covariance to a component without rows', () => {
    const factors = mixtureFactorsFromCovariances(float64([40, 0]), float64([10, 0]), 1, plain(1));
    expectClose(factors, [0.5, 0.5], 1e-15);
  });

  it('pulls covariances, not variances, to zero, and adds the ridge to variances', () => {
    const scatter = float64([40, 20, 20, 50]);
    const diagonal = mixtureFactorsFromCovariances(scatter, float64([10]), 2, regularized(1, filled(2, 5)));
    expectClose(diagonal, [1 / 3, 0, 0, 1 / Math.sqrt(10)], 1e-15);
    const half = mixtureFactorsFromCovariances(scatter, float64([10]), 2, regularized(0.5, filled(2, 0)));
    // Σ = [[4, 1], [1, 5]]: L = [[2, 0], [½, √4.75]].
    expectClose(half, [0.5, 0, -0.25 / Math.sqrt(4.75), 1 / Math.sqrt(4.75)], 1e-15);
  });

  it('adds to each variance its own ridge, in every component', () => {
    const ridge = float64([5, 0.5]);
    const factors = mixtureFactorsFromCovariances(
      float64([40, 0, 0, 50, 40, 0, 0, 50]),
      float64([10, 10]),
      2,
      regularized(0, ridge),
    );
    const each = [1 / 3, 0, 0, 1 / Math.sqrt(5.5)];
    expectClose(factors, [...each, ...each], 1e-15);
  });

  it('gives all components the pooled covariance where it is tied, however few rows one has', () => {
    // Variances 1 over 10 rows and 9 over 30: pooled (10 + 270) / 40 = 7.
    const tied = regularized(0, filled(1, 0), 'tied');
    const factors = mixtureFactorsFromCovariances(float64([10, 270, 0]), float64([10, 30, 0]), 1, tied);
    expectClose(factors, new Array<number>(3).fill(1 / Math.sqrt(7)), 1e-15);
  });

  it('widens a singular covariance until it can be inverted', () => {
    const factors = mixtureFactorsFromCovariances(float64([10, 10, 10, 10]), float64([10]), 2, plain(2));
    expect(factors.every(Number.isFinite)).toBe(true);
    expect(factors[0]).toBeCloseTo(1, 7);
    expect(factors[3]).toBeGreaterThan(1e3);
  });

  it('refuses scatters that are not finite', () => {
    expect(() => mixtureFactorsFromCovariances(float64([NaN]), float64([1]), 1, plain(1))).toThrow(
      'not finite',
    );
  });
});
