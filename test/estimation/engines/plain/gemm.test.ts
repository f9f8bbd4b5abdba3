import { describe, expect, it } from 'vitest';
import {
  gemm,
  rowMajor,
  transposed,
  type MatrixView,
} from '../../../../src/estimation/engines/plain/gemm.js';
import { Random } from '../../../../src/estimation/random.js';

const random = new Random(20, 'test/gemm');

function draw(length: number, single: boolean): Float32Array | Float64Array {
  const data = single ? new Float32Array(length) : new Float64Array(length);
  return data.map(() => random.normal());
}

const at = ({ data, offset, rowStride, columnStride }: MatrixView, row: number, column: number): number =>
  data[offset + row * rowStride + column * columnStride]!;

/** C += A·B, one element at a time. */
function naive(m: number, n: number, k: number, a: MatrixView, b: MatrixView, c: Float64Array): void {
  for (let row = 0; row < m; row += 1) {
    for (let column = 0; column < n; column += 1) {
      let sum = 0;
      for (let step = 0; step < k; step += 1) sum += at(a, row, step) * at(b, step, column);
      c[row * n + column]! += sum;
    }
  }
}

/** Sums of `k` products of normals, in another order: k roundings of at most the largest partial sum. */
const tolerance = (k: number): number => Number.EPSILON * (k + 1) * 4;

function worst(actual: Float64Array, expected: Float64Array): number {
  return actual.reduce((most, value, index) => Math.max(most, Math.abs(value - expected[index]!)), 0);
}

type Storage = readonly [name: string, view: (rows: number, columns: number) => MatrixView];

/** Ways to store a `[rows, columns]` matrix. */
const storages: readonly Storage[] = [
  ['float64 row-major', (rows, columns) => rowMajor(draw(rows * columns, false), columns)],
  ['float32 row-major', (rows, columns) => rowMajor(draw(rows * columns, true), columns)],
  ['float64 transposed', (rows, columns) => transposed(rowMajor(draw(rows * columns, false), rows))],
  ['float32 transposed', (rows, columns) => transposed(rowMajor(draw(rows * columns, true), rows))],
  [
    'padded with an offset',
    (rows, columns) => rowMajor(draw(rows * (columns + 3) + 7, false), columns + 3, 7),
  ],
];

const sizes = [0, 1, 3, 4, 5, 257];

describe.each(storages)('gemm with A %s', (_, storeA) => {
  it.each(storages)('and B %s is a triple loop, for every combination of awkward sizes', (_name, storeB) => {
    for (const m of sizes.slice(0, 5)) {
      for (const n of sizes.slice(0, 5)) {
        for (const k of [0, 1, 3, 4, 5, 255, 256, 257]) {
          const a = storeA(m, k);
          const b = storeB(k, n);
          for (const accumulate of [false, true]) {
            // One row more than the product has: it must stay as it is.
            const c = draw(m * n + n + 1, false) as Float64Array;
            const expected = c.slice();
            if (!accumulate) expected.fill(0, 0, m * n);
            naive(m, n, k, a, b, expected);
            gemm(m, n, k, a, b, c, accumulate);
            expect(worst(c, expected)).toBeLessThanOrEqual(tolerance(k));
            expect(c.subarray(m * n)).toEqual(expected.subarray(m * n));
          }
        }
      }
    }
  });
});

describe('gemm', () => {
  it.each([
    [257, 255, 256],
    [255, 257, 513],
    [4, 256, 257],
    [256, 3, 255],
  ])('is a triple loop for %d x %d with depth %d', (m, n, k) => {
    const a = rowMajor(draw(m * k, false), k);
    const b = rowMajor(draw(k * n, true), n);
    const c = new Float64Array(m * n);
    const expected = new Float64Array(m * n);
    naive(m, n, k, a, b, expected);
    gemm(m, n, k, a, b, c, false);
    expect(worst(c, expected)).toBeLessThanOrEqual(tolerance(k));
  });

  it('is exact for small integers', () => {
    const integersOf = (length: number): Float64Array =>
      Float64Array.from({ length }, () => random.integer(201) - 100);
    const [m, n, k] = [13, 9, 700];
    const a = rowMajor(integersOf(m * k), k);
    const b = rowMajor(integersOf(k * n), n);
    const c = new Float64Array(m * n);
    const expected = new Float64Array(m * n);
    naive(m, n, k, a, b, expected);
    gemm(m, n, k, a, b, c, false);
    expect(c).toEqual(expected);
  });

  it('uses nothing of an earlier, larger call', () => {
    const large = rowMajor(draw(64 * 64, false).fill(NaN), 64);
    gemm(64, 64, 64, large, large, new Float64Array(64 * 64), false);
    const c = new Float64Array(1);
    gemm(1, 1, 1, rowMajor(Float64Array.of(2), 1), rowMajor(Float64Array.of(3), 1), c, false);
    expect(c[0]).toBe(6);
  });

  it('spreads NaN and infinity to the rows and columns they are in, and no further', () => {
    const a = Float64Array.of(1, 2, NaN, 4, 5, 6); // [3, 2]
    const b = Float64Array.of(1, 1, 1, Infinity); // [2, 2]
    const c = new Float64Array(6);
    gemm(3, 2, 2, rowMajor(a, 2), rowMajor(b, 2), c, false);
    expect(Array.from(c)).toEqual([3, Infinity, NaN, NaN, 11, Infinity]);
  });

  it('works in float64 on float32 operands', () => {
    const a = Float32Array.of(1, 2 ** -20); // 1 + 2^-40 needs 41 bits
    const c = new Float64Array(1);
    gemm(1, 1, 2, rowMajor(a, 2), rowMajor(a, 1), c, false);
    expect(c[0]).toBe(1 + 2 ** -40);
  });
});
