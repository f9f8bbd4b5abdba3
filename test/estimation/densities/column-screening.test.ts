import { describe, expect, it } from 'vitest';
import type { Matrix } from '../../../src/domain/matrix.js';
import { screenColumns, type ColumnScreening } from '../../../src/estimation/densities/column-screening.js';
import { Random } from '../../../src/estimation/random.js';
import { everyRow, takeColumns } from '../../../src/estimation/rows.js';
import { fitStandardization } from '../../../src/estimation/standardization.js';
import { expectClose, normals } from '../numbers.js';

const RIDGE = 1e-4;
const rows = 1000;

function matrixOf(
  columns: readonly ArrayLike<number>[],
  Numbers: typeof Float32Array | typeof Float64Array = Float64Array,
): Matrix {
  const count = columns[0]?.length ?? 0;
  const data = new Numbers(count * columns.length);
  columns.forEach((column, j) => {
    for (let row = 0; row < count; row += 1) data[row * columns.length + j] = column[row]!;
  });
  return { rows: count, columns: columns.length, data };
}

const screen = (...columns: readonly ArrayLike<number>[]): ColumnScreening =>
  screenColumns(matrixOf(columns), RIDGE);
const kept = (screening: ColumnScreening): number[] => [...screening.kept];
const nothing = { constant: 0, duplicate: 0, collinear: 0 };

const [a, b, c] = ['a', 'b', 'c'].map((name) => normals(95, name, rows)) as [
  Float64Array,
  Float64Array,
  Float64Array,
];
const random = new Random(95, 'column-screening');
const draws = (draw: (random: Random) => number, count = rows): Float64Array =>
  Float64Array.from({ length: count }, () => draw(random));

describe('columns that say nothing new', () => {
  it('are none of independent ones, whose variances keep the ridge', () => {
    const screening = screen(a, b, c);
    expect(screening).toMatchObject({
      kept: Int32Array.of(0, 1, 2),
      ridge: new Float64Array(3).fill(RIDGE),
      leftOut: nothing,
    });
  });

  it('leave the standardization of the columns kept, as if there were no others', () => {
    const matrix = matrixOf([new Float64Array(rows).fill(7), b, b.map((v) => 3 * v), c.map((v) => 1e3 * v)]);
    const { standardization, kept: places } = screenColumns(matrix, RIDGE);
    const alone = takeColumns(matrix, places);
    const expected = fitStandardization(alone, everyRow(rows));
    expect({ ...standardization, logScale: 0 }).toEqual({ ...expected, logScale: 0 });
    expectClose([standardization.logScale], [expected.logScale], 1e-12);
  });

  it('are constant ones', () => {
    const screening = screen(new Float64Array(rows).fill(7), a, new Float64Array(rows), b);
    expect(kept(screening)).toEqual([1, 3]);
    expect(screening.leftOut).toEqual({ ...nothing, constant: 2 });
  });

  it.each([
    ['the same', (v: number) => v],
    ['in another unit', (v: number) => 1e-6 * v],
    ['with another origin', (v: number) => v + 40],
    ['negated', (v: number) => -3 * v + 1],
  ])('are copies: %s', (_, change) => {
    const screening = screen(a, b, a.map(change));
    expect(kept(screening)).toEqual([0, 1]);
    expect(screening.leftOut).toEqual({ ...nothing, duplicate: 1 });
    // The first one stays, whichever it is.
    expect(kept(screen(a.map(change), b, a))).toEqual([0, 1]);
  });

  it('are copies of a copy, counted one by one', () => {
    expect(screen(a, a, b, a, b).leftOut).toEqual({ ...nothing, duplicate: 3 });
  });

  it('are sums of others, with coefficients of any size', () => {
    const screening = screen(a, b, c, a.map((v, row) => v + 2 * b[row]! - 0.5 * c[row]!)); // prettier-ignore
    expect(kept(screening)).toEqual([0, 1, 2]);
    expect(screening.leftOut).toEqual({ ...nothing, collinear: 1 });
  });

  it('are the last of shares that add to one', () => {
    const parts = [a, b, c].map((column) => column.map(Math.exp));
    const totals = a.map((_, row) => parts.reduce((sum, part) => sum + part[row]!, 0));
    const shares = parts.map((part) => part.map((value, row) => value / totals[row]!));
    expect(screen(...shares).leftOut).toEqual({ ...nothing, collinear: 1 });
  });

  it('are those with less than 1e-4 of their own, not those with more', () => {
    const near = (own: number): Float64Array => a.map((v, row) => v + b[row]! + own * c[row]!);
    // Own variance over the whole of about 2.
    expect(kept(screen(a, b, near(Math.sqrt(2 * 1e-4 * 0.5))))).toEqual([0, 1]);
    expect(kept(screen(a, b, near(Math.sqrt(2 * 1e-4 * 2))))).toEqual([0, 1, 2]);
    // Of one column it takes less: a correlation within 1e-6 of 1 makes a copy.
    const beside = (own: number): ColumnScreening => screen(a, a.map((v, row) => v + own * c[row]!)); // prettier-ignore
    expect(beside(7e-4).leftOut.duplicate).toBe(1);
    expect(beside(2e-3).leftOut.collinear).toBe(1);
    expect(kept(beside(2e-2))).toEqual([0, 1]);
  });

  it.each([1e-8, 1e-2, 1])('are the same ones with a ridge of %d', (ridge) => {
    const near = a.map((v, row) => v + b[row]! + 0.5 * c[row]!);
    const sum = a.map((v, row) => v + 2 * b[row]!);
    const screening = screenColumns(matrixOf([a, b, near, sum]), ridge);
    expect(kept(screening)).toEqual([0, 1, 2]);
    expect([...screening.ridge]).toEqual([ridge, ridge, ridge]);
  });

  it('are not looked for among more columns than half the rows, where all look so', () => {
    const wide = matrixOf(Array.from({ length: 30 }, (_, j) => normals(96, `wide/${j}`, 20)));
    const screening = screenColumns(wide, RIDGE);
    expect(screening.kept.length).toBe(30);
    expect(screening.leftOut).toEqual(nothing);
    const constant = matrixOf([new Float64Array(3), Float64Array.of(1, 2, 4), Float64Array.of(5, 1, 0)]);
    expect(kept(screenColumns(constant, RIDGE))).toEqual([1, 2]);
  });
});

describe('the least variance of a column', () => {
  const ridgeOf = (column: ArrayLike<number>): number => {
    const screening = screenColumns(matrixOf([column, normals(97, 'beside', column.length)]), RIDGE);
    expect(kept(screening)).toEqual([0, 1]);
    return screening.ridge[0]!;
  };
  const variance = (values: Float64Array): number => {
    const centre = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / values.length;
  };

  it.each([
    ['two values', () => random.integer(2), 1],
    ['two values in other units', () => 3 + 250 * random.integer(2), 250],
    ['two values, one rare', () => (random.uniform() < 0.02 ? 1 : 0), 1],
    ['the numbers 0 to 9', () => random.integer(10), 1],
    ['halves of normals', () => Math.round(2 * random.normal()) / 2, 0.5],
    ['values at unequal distances', () => [0, 1, 1.25, 9][random.integer(4)]!, 0.25],
  ])('of %s is gap²/12, in units of its variance', (_, draw, gap) => {
    const values = draws(draw);
    expectClose([ridgeOf(values)], [gap ** 2 / 12 / variance(values)], 1e-5); // float32 steps
  });

  it('of few rows is the ridge: a value must come back twenty times', () => {
    const digits = (count: number): number =>
      ridgeOf(Float64Array.from({ length: count }, (_, row) => row % 10));
    expect(digits(200)).toBeCloseTo(1 / 12 / 8.25, 6);
    expect(digits(190)).toBe(0.01); // each of them is an atom still
    expect(ridgeOf(Float64Array.from({ length: 30 }, (_, row) => row))).toBe(RIDGE);
  });

  it('is larger where one value of a continuous column stands out', () => {
    const inflated = (share: number): number => ridgeOf(a.map((v, row) => (row < share * rows ? 0 : v)));
    expect(inflated(0.3)).toBe(0.01);
    expect(inflated(0.05)).toBe(0.01);
    expect(inflated(0.04)).toBe(RIDGE);
    // Cut off at a limit of measurement.
    expect(ridgeOf(a.map((v) => Math.max(v, -1)))).toBe(0.01);
  });

  it('is never below the ridge', () => {
    const fine = Float64Array.from({ length: 4000 }, (_, row) => row % 200); // gap²/12 is 2.5e-5 of the variance
    expect(ridgeOf(fine)).toBe(RIDGE);
  });
});

describe('float32 columns', () => {
  it('are seen through an offset that rounds them', () => {
    const far = Float32Array.from(a, (v) => v + 1e4); // steps of .001
    const screening = screenColumns(matrixOf([a, b, far], Float32Array), RIDGE);
    expect(kept(screening)).toEqual([0, 1]);
    expect(screening.leftOut).toEqual({ ...nothing, duplicate: 1 });
    const alone = screenColumns(matrixOf([far, b], Float32Array), RIDGE);
    expect([...alone.ridge]).toEqual([RIDGE, RIDGE]);
  });

  it('keep the variance of their steps where the offset leaves few values', () => {
    const count = 5000;
    const coarse = Float32Array.from(normals(98, 'coarse', count), (v) => v + 1e6); // steps of 1/16
    const [own] = screenColumns(matrixOf([coarse, normals(98, 'beside', count)], Float32Array), RIDGE).ridge;
    expect(own! / (1 / 16 ** 2 / 12)).toBeCloseTo(1, 1);
  });
});

describe('odd data', () => {
  it.each([
    ['no columns', { rows: 5, columns: 0, data: new Float64Array(0) }, 0],
    ['one row', { rows: 1, columns: 3, data: Float64Array.of(1, 2, 3) }, 0],
    ['equal rows', { rows: 4, columns: 1, data: new Float64Array(4).fill(0.1) }, 0],
    ['two rows', { rows: 2, columns: 1, data: Float64Array.of(1, 2) }, 1],
  ])('%s', (_, matrix, count) => {
    const { kept: left, ridge } = screenColumns(matrix, RIDGE);
    expect([left.length, ridge.length]).toEqual([count, count]);
    expect(ridge.every((value) => value >= RIDGE && value < 1)).toBe(true);
  });

  it('keeps a column that alternates in more rows than are looked at', () => {
    const count = 10_000;
    const alternating = Float64Array.from({ length: count }, (_, row) => row % 2);
    const screening = screenColumns(matrixOf([alternating, normals(99, 'beside', count)]), RIDGE);
    expect(kept(screening)).toEqual([0, 1]);
    expect(screening.ridge[0]).toBeCloseTo(1 / 3, 6);
  });
});
