import { describe, expect, it } from 'vitest';
import { countBeyond, outlierLimits } from '../../../src/estimation/classifiers/outlier-limits.js';
import { classifierStep } from '../../../src/estimation/classifiers/classifier-step.js';
import { plainEngine } from '../../../src/estimation/engines/plain/plain-engine.js';
import { presets } from '../../../src/estimation/presets.js';
import { everyRow } from '../../../src/estimation/rows.js';
import { gaussianClasses } from '../gaussian-classes.js';
import { float64, mean, normals } from '../numbers.js';
import { runDecomposition } from '../run-decomposition.js';

const column = (data: ArrayLike<number>) => ({
  rows: data.length,
  columns: 1,
  data: float64([...Array.from(data)]),
});
const limitsOf = (data: ArrayLike<number>): [number, number] => {
  const { low, high } = outlierLimits(column(data), everyRow(data.length));
  return [low[0]!, high[0]!];
};

describe('outlierLimits', () => {
  it('are the quartiles and ten standard deviations of a normal column beyond', () => {
    // ±1 with a little noise: no tails. The quartiles of a normal column so far apart have a deviation of 2/1.349.
    const data = normals(5, 'outlier-limits', 4000).map(
      (value, row) => (row % 2 === 0 ? 1 : -1) + 0.001 * value,
    );
    const [low, high] = limitsOf(data);
    expect(low).toBeCloseTo(-1 - 20 / 1.349, 1);
    expect(high).toBeCloseTo(1 + 20 / 1.349, 1);
  });

  it('are ten times as far as the outermost hundredth where that is farther', () => {
    // 0 … 199, but for the last 3 of them: 1e4. Of quartiles 49.75 and 149.25 ten deviations are 737.
    const data = Float64Array.from({ length: 200 }, (_, row) => (row > 196 ? 1e4 : row));
    const [low, high] = limitsOf(data);
    expect(low).toBeCloseTo(49.75 - (10 / 1.349) * 99.5, 9);
    expect(high).toBeCloseTo(149.25 + 10 * (1e4 - 149.25), 9);
  });

  it('leave a column alone that is hardly ever anything but one value', () => {
    const data = new Float64Array(400);
    data[7] = 1;
    expect(limitsOf(data)).toEqual([-Infinity, Infinity]);
    expect(limitsOf([3])).toEqual([-Infinity, Infinity]);
  });

  it('are of the rows named, and count those beyond', () => {
    const matrix = column([0, 1, 2, 3, 1e6, -1e6]);
    const limits = outlierLimits(matrix, Int32Array.of(0, 1, 2, 3));
    expect(countBeyond(matrix, everyRow(6), limits)).toBe(2);
    expect(countBeyond(matrix, Int32Array.of(1, 5), limits)).toBe(1);
  });

  it('move with the column’s unit', () => {
    const data = normals(6, 'outlier-limits', 300);
    const [low, high] = limitsOf(data);
    const [scaledLow, scaledHigh] = limitsOf(data.map((value) => -4 * value));
    expect(scaledLow / -4).toBeCloseTo(high, 12);
    expect(scaledHigh / -4).toBeCloseTo(low, 12);
  });
});

describe('a wild value among the features', () => {
  const config = {
    ...presets['accurate']!,
    classifier: { ...presets['accurate']!.classifier, candidates: ['logistic' as const] },
  };

  it('takes no information from the other samples, and is counted once', async () => {
    const { features } = gaussianClasses(400, 3);
    const clean = await runDecomposition(config, 1, features);
    const data = Float64Array.from(features.first.data);
    data[2 * 17] = -99_999;
    const wild = await runDecomposition(config, 1, { ...features, first: { ...features.first, data } });
    const others = (values: Float64Array): Float64Array => values.filter((_, sample) => sample !== 17);
    // Without this, nothing at all is left of I1; with it 86%.
    expect(mean(others(wild.columns.i1))).toBeGreaterThan(0.8 * mean(others(clean.columns.i1)));
    const drawnIn = wild.scored
      .filter(({ step }) => step.kind === 'CLASSIFIER' && step.subject === 'first')
      .map(({ result }) => result.diagnostics['drawnIn'] as number);
    expect(drawnIn.reduce((sum, count) => sum + count, 0)).toBe(1);
  });

  it('does not depend on which fold it is in', async () => {
    const { features } = gaussianClasses(100, 4);
    const data = Float64Array.from(features.first.data);
    data[0] = 1e30;
    const rows = { training: everyRow(100).slice(0, 80), held: everyRow(100).slice(80) };
    const step = {
      kind: 'CLASSIFIER',
      name: 'wild',
      subject: 'first',
      fold: 0,
      repetition: 0,
      weight: 0,
    } as const;
    const { values } = await classifierStep(plainEngine, config, 1, { ...features, first: { ...features.first, data } }, step, rows); // prettier-ignore
    expect(values.every(Number.isFinite)).toBe(true);
  });
});
