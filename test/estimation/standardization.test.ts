import { describe, expect, it } from 'vitest';
import { fitStandardization, standardizeRows } from '../../src/estimation/standardization.js';
import { Random } from '../../src/estimation/random.js';
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

  it.each([1e-160, 1, 1e160])('does so however far they are from 0, in units of %d', (unit) => {
    const rows = 2000;
    // Steps of 2^-12, which 1e12 leaves room for: the shifted values are exact.
    const noise = normals(7, 'far', rows).map((value) => Math.round(value * 4096) / 4096);
    const [near, far] = [column(noise), column(noise.map((value) => (1e12 + value) * unit))];
    const [nearFit, farFit] = [fitStandardization(near, range(rows)), fitStandardization(far, range(rows))];
    expect(farFit.kept).toEqual(integers([0]));
    expectClose(
      standardizeRows(farFit, far, range(rows)).data,
      standardizeRows(nearFit, near, range(rows)).data,
      1e-3, // the product with the unit is rounded, by 6e-5 of a standard deviation
    );
  });

  it('is not misled by the rounding of a sum: a million values of 1e12 ± 1', () => {
    const rows = 1_000_000;
    const far = column(Float64Array.from({ length: rows }, (_, row) => 1e12 + (row % 2 === 0 ? 1 : -1)));
    const fit = fitStandardization(far, range(rows));
    expect(fit.kept).toEqual(integers([0]));
    expect(fit.scale[0]).toBeCloseTo(1, 6);
    expect(standardizeRows(fit, far, integers([0, 1])).data).toEqual(Float32Array.of(1, -1));
  });

  it.each([0.7, 0.1, 1e12 / 7, -1e9 / 3])('takes %d computed in many ways for constant', (value) => {
    const random = new Random(8, 'ways');
    const computed = Float64Array.from({ length: 500 }, () => {
      const weights = Array.from({ length: 100 }, () => random.uniform());
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      return weights.reduce((sum, weight) => sum + weight * value, 0) / total;
    });
    expect(new Set(computed).size).toBeGreaterThan(5);
    expect(fitStandardization(column(computed), range(500)).kept.length).toBe(0);
    const single = { rows: 500, columns: 1, data: Float32Array.from(computed, (v, row) => v * (1 + (row % 2) * 2 ** -23)) }; // prettier-ignore
    expect(new Set(single.data).size).toBeGreaterThan(1);
    expect(fitStandardization(single, range(500)).kept.length).toBe(0);
    // Beyond rounding, of either precision.
    const wider = (share: number) => Float64Array.from(computed, (v, row) => v * (1 + (row % 2) * share));
    expect(fitStandardization(column(wider(1e-12)), range(500)).kept.length).toBe(1);
    const widerSingle = { ...single, data: Float32Array.from(wider(2e-6)) };
    expect(fitStandardization(widerSingle, range(500)).kept.length).toBe(1);
  });

  it('standardises values up to the largest number there is', () => {
    const noise = normals(9, 'largest', 300).map((value) => value / 2);
    const clipped = noise.map((value) => Math.max(-1.79, Math.min(1.79, value * 4)));
    const rows = range(300);
    const [small, large] = [column(clipped), column(clipped.map((value) => value * 1e308))];
    large.data[0] = Number.MAX_VALUE;
    small.data[0] = Number.MAX_VALUE / 1e308;
    const [smallFit, largeFit] = [fitStandardization(small, rows), fitStandardization(large, rows)];
    expect(largeFit.kept).toEqual(integers([0]));
    expect(largeFit.logScale).toBeCloseTo(smallFit.logScale + Math.log(1e308), 9);
    expectClose(
      standardizeRows(largeFit, large, rows).data,
      standardizeRows(smallFit, small, rows).data,
      5e-7, // float32
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
