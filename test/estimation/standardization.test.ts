import { describe, expect, it } from 'vitest';
import { fitStandardization, standardizeRows } from '../../src/estimation/standardization.js';
import { expectClose, float64, integers, mean, normals, range } from './numbers.js';
import { reference } from './reference.js';

const column = (values: readonly number[] | Float64Array) => ({
  rows: values.length,
  columns: 1,
  data: Float64Array.from(values),
});

describe('fitStandardization', () => {
  const known = reference.standardization;
  const matrix = { rows: 40, columns: known.names.length, data: float64(known.matrix) };

  it('has the mean and the population sd of extended-precision NumPy, over the given rows only', () => {
    const fit = fitStandardization(matrix, integers(known.rows));
    expect(fit.kept).toEqual(range(4));
    known.names.forEach((_, index) => {
      expect(Math.abs(fit.mean[index]! / known.mean[index]! - 1)).toBeLessThan(1e-12);
      // 1e9 ± 1: the mean is known to 1e-7 of the spread, a float64 digit of 1e9.
      expect(Math.abs(fit.scale[index]! / known.scale[index]! - 1)).toBeLessThan(1e-9);
    });
    expect(fit.logScale).toBeCloseTo(
      known.scale.reduce((sum, scale) => sum + Math.log(scale), 0),
      8,
    );
  });

  it('standardises to the same numbers, whatever the offset and scale', () => {
    const rows = integers(known.rows);
    const values = standardizeRows(fitStandardization(matrix, rows), matrix, rows);
    expect([values.rows, values.columns]).toEqual([rows.length, 4]);
    expectClose(values.data, known.standardized, 1e-6); // float32, and 1e9 ± 1 has 1.2e-7 of its own
  });

  it.each([0, 1, 0.1, -1e9 / 3, 1e-300, 1e300])('leaves out a column that is %d throughout', (value) => {
    const rows = 10_000;
    const data = new Float64Array(2 * rows).fill(value);
    for (let row = 0; row < rows; row += 1) data[2 * row + 1] = row;
    const fit = fitStandardization({ rows, columns: 2, data }, range(rows));
    expect(fit.kept).toEqual(integers([1]));
    expect(standardizeRows(fit, { rows, columns: 2, data }, integers([0])).columns).toBe(1);
  });

  it('leaves out a column that varies in other rows only', () => {
    const matrix = column([3, 3, 3, 4]);
    expect(fitStandardization(matrix, integers([0, 1, 2])).kept).toEqual(integers([]));
    expect(fitStandardization(matrix, integers([0, 3])).kept).toEqual(integers([0]));
  });

  it('leaves every column out of a single row', () => {
    const fit = fitStandardization(matrix, integers([5]));
    expect([fit.kept.length, fit.logScale]).toEqual([0, 0]);
    expect(standardizeRows(fit, matrix, integers([5])).data.length).toBe(0);
  });

  it.each([1e-12, 1e-100, 1e-200, 1e12, 1e100, 1e200, 1e300])('standardises values of scale %d', (scale) => {
    const noise = normals(6, 'scales', 200);
    const plain = column(noise);
    const scaled = column(noise.map((value) => value * scale));
    const rows = range(200);
    const [fit, scaledFit] = [fitStandardization(plain, rows), fitStandardization(scaled, rows)];
    expect(scaledFit.logScale).toBeCloseTo(fit.logScale + Math.log(scale), 9);
    expectClose(
      standardizeRows(scaledFit, scaled, rows).data,
      standardizeRows(fit, plain, rows).data,
      2e-7, // one float32 digit
    );
  });

  it('gives float32 input the same treatment', () => {
    const noise = Float32Array.from(normals(6, 'float32', 100));
    const rows = range(100);
    const narrow = { rows: 100, columns: 1, data: noise };
    const values = standardizeRows(fitStandardization(narrow, rows), narrow, rows).data;
    expect(Math.abs(mean(values))).toBeLessThan(1e-7);
    expect(mean(values.map((value) => value * value))).toBeCloseTo(1, 6);
  });
});
