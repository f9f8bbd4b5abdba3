import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/estimation/random.js';
import { densitySurprisals } from '../../../validation/data/density-surprisals.js';
import { factorColumns } from '../../../validation/data/factor-columns.js';
import { mean, worstError } from '../../estimation/numbers.js';

describe('columns of a few factors', () => {
  it('have the surprisals of their dense covariance', () => {
    const [dimension, factors, loading] = [6, 2, 0.7];
    const density = factorColumns(dimension, factors, loading);
    const rows = density.draw(50, new Random(1, 'factors'));
    const covariance = Matrix.zeros(dimension, dimension);
    for (let i = 0; i < dimension; i += 1) {
      for (let j = 0; j < dimension; j += 1) {
        covariance.set(i, j, (i === j ? 1 : 0) + (i % factors === j % factors ? loading ** 2 : 0));
      }
    }
    const cholesky = new CholeskyDecomposition(covariance);
    const logRoot = cholesky.lowerTriangularMatrix
      .diagonal()
      .reduce((sum, value) => sum + Math.log(value), 0);
    const expected = Array.from({ length: rows.rows }, (_, row) => {
      const x = Matrix.columnVector(rows.data.slice(row * dimension, (row + 1) * dimension));
      const square = x.dot(cholesky.solve(x));
      return (dimension / 2) * Math.log(2 * Math.PI) + logRoot + square / 2;
    });
    expect(worstError(densitySurprisals(density, rows), expected)).toBeLessThan(1e-13);
  });

  it('have a mean surprisal of their entropy', () => {
    const density = factorColumns(12, 3, 1.5);
    const surprisal = densitySurprisals(density, density.draw(20_000, new Random(8, density.name)));
    // Half a χ² of 12 degrees: a standard deviation of √6, so of .0173 for the mean.
    expect(Math.abs(mean(surprisal) - density.entropy!)).toBeLessThan(4 * 0.0174);
  });

  it('refuse a width that factors cannot share', () => {
    expect(() => factorColumns(10, 3, 1)).toThrow('multiple of 3 factors, got 10');
  });
});
