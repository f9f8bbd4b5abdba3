import { describe, expect, it } from 'vitest';
import { InputFailure } from '../../../src/domain/failure.js';
import { lsmi, type Components } from '../../../src/estimation/decomposition.js';
import {
  decomposeSamples,
  primitivesAt,
  type InteractionColumns,
} from '../../../src/estimation/interaction-columns.js';
import { Random } from '../../../src/estimation/random.js';
import { sensitivityCurve } from '../../../src/estimation/uncertainty/sensitivity.js';
import { expectClose, float64, mean } from '../numbers.js';
import { randomColumns } from '../random-columns.js';

/** Mean component by the rule itself, with h1 + c in place of h1. */
function bruteForce(columns: InteractionColumns, part: keyof Components, c: number): number {
  return mean(
    columns.r.map((_, sample) => {
      const primitives = primitivesAt(columns, sample);
      return lsmi({ ...primitives, h1: primitives.h1 + c })[part];
    }),
  );
}

function expectBruteForce(columns: InteractionColumns, points: number, tolerance: number): void {
  const curve = sensitivityCurve(columns, points)!;
  for (const [name, part] of [
    ['R', 'r'],
    ['U1', 'u1'],
    ['U2', 'u2'],
    ['S', 's'],
  ] as const) {
    const expected = curve.offsets.map((c) => bruteForce(columns, part, c));
    expectClose(curve[name], expected, tolerance);
  }
}

const withH1 = (columns: InteractionColumns, h1: (value: number, sample: number) => number) =>
  decomposeSamples({ ...columns, h1: columns.h1.map(h1) });

/** Few distinct values, as discrete modalities have, with many ties; i1 = i2 for some. */
function discreteColumns(count: number): InteractionColumns {
  const random = new Random(3, 'test/sensitivity');
  const of = (values: readonly number[]): Float64Array =>
    Float64Array.from({ length: count }, () => values[random.integer(values.length)]!);
  return decomposeSamples({
    i1: of([-0.5, 0.25, 0.5]),
    i2: of([0.25, 0.5, 1]),
    i12: of([0.5, 1]),
    h1: of([0.5, 1, 2]),
    h2: of([1, 1.5]),
  });
}

describe('sensitivityCurve', () => {
  it.each([
    ['normal', randomColumns(500, 'sensitivity', [0.3, 0.5, 1, 0, 0])],
    ['surprisals far apart', withH1(randomColumns(500, 'sensitivity'), (value) => 30 * value + 200)],
    ['discrete', discreteColumns(400)],
    ['two samples', randomColumns(2, 'sensitivity/two')],
  ])('is the rule itself applied at every offset: %s', (_, columns) => {
    expectBruteForce(columns, 41, 1e-12);
    expectBruteForce(columns, 3, 1e-12);
  });

  it('keeps its digits, and its range, beside outliers with surprisals of 1e15', () => {
    const plain = randomColumns(1000, 'sensitivity/outliers');
    const columns = withH1(plain, (value, sample) => (sample < 3 ? (sample - 1) * 1e15 : value));
    expectBruteForce(columns, 41, 1e-12);
    const { offsets } = sensitivityCurve(columns, 41)!;
    expect(Math.max(...offsets.map(Math.abs))).toBeLessThan(10);
  });

  it('has c = 0 among as many ascending offsets as asked for, and there the stored means', () => {
    const columns = randomColumns(300, 'sensitivity/zero');
    const { offsets, R, S } = sensitivityCurve(columns, 50)!;
    expect(offsets).toHaveLength(50);
    offsets.slice(1).forEach((offset, index) => expect(offset).toBeGreaterThan(offsets[index]!));
    const zero = offsets.indexOf(0);
    expect(R[zero]).toBeCloseTo(mean(columns.r), 13);
    expect(S[zero]).toBeCloseTo(mean(columns.s), 13);
  });

  it.each([50, -50])('reaches c = 0 also where everything changes near %d', (shift) => {
    const columns = withH1(randomColumns(300, 'sensitivity/away'), (value) => value - shift);
    const { offsets, R } = sensitivityCurve(columns, 20)!;
    expect(offsets.at(shift > 0 ? 0 : -1)).toBe(0);
    expect(offsets.filter((c) => Math.abs(c - shift) < 10)).toHaveLength(19);
    expect(R[offsets.indexOf(0)]).toBeCloseTo(mean(shift > 0 ? columns.i1 : columns.i2), 13);
  });

  it('goes from nearly I1 to nearly I2, which are its limits', () => {
    const columns = randomColumns(5000, 'sensitivity/limits', [0.9, 0.3, 1, 2, 0]);
    const { R, limits } = sensitivityCurve(columns, 101)!;
    const [I1, I2, I12] = [mean(columns.i1), mean(columns.i2), mean(columns.i12)];
    expect(limits.negative).toEqual({
      R: expect.closeTo(I1, 12) as number,
      U1: expect.closeTo(0, 12) as number,
      U2: expect.closeTo(I2 - I1, 12) as number,
      S: expect.closeTo(I12 - I2, 12) as number,
    });
    expect(limits.positive).toEqual({
      R: expect.closeTo(I2, 12) as number,
      U1: expect.closeTo(I1 - I2, 12) as number,
      U2: expect.closeTo(0, 12) as number,
      S: expect.closeTo(I12 - I1, 12) as number,
    });
    // What .5% of the breakpoints at either end may still change.
    expect(Math.abs(R[0]! - I1)).toBeLessThan(0.02);
    expect(Math.abs(R.at(-1)! - I2)).toBeLessThan(0.02);
  });

  it('is exactly straight between the offsets of discrete data, of which there are fewer', () => {
    const columns = discreteColumns(400);
    const { offsets, R } = sensitivityCurve(columns, 200)!;
    expect(offsets.length).toBeLessThan(40);
    for (let index = 1; index < offsets.length; index += 1) {
      const middle = (offsets[index - 1]! + offsets[index]!) / 2;
      expect(bruteForce(columns, 'r', middle)).toBeCloseTo((R[index - 1]! + R[index]!) / 2, 12);
    }
  });

  it('moves along with a shift of h1', () => {
    const columns = randomColumns(200, 'sensitivity/shift');
    const at = (curve: InteractionColumns, c: number): number => bruteForce(curve, 'r', c);
    const { offsets, R } = sensitivityCurve(
      withH1(columns, (value) => value + 3),
      20,
    )!;
    offsets.forEach((c, index) => expect(R[index]).toBeCloseTo(at(columns, c + 3), 12));
  });

  it.each([NaN, Infinity, -Infinity])('leaves out samples with %d, whichever value it is', (bad) => {
    const whole = randomColumns(100, 'sensitivity/bad');
    const others = Object.fromEntries(
      Object.entries(whole).map(([name, column]) => [name, column.filter((_, s) => s !== 8)]),
    ) as unknown as InteractionColumns;
    for (const name of ['i1', 'i2', 'i12', 'h1', 'h2'] as const) {
      const column = whole[name].slice();
      column[8] = bad;
      const columns = decomposeSamples({ ...whole, [name]: column });
      expect(sensitivityCurve(columns, 20)).toEqual(sensitivityCurve(others, 20));
    }
  });

  it('is one point where nothing depends on c, and null without finite samples', () => {
    const i = float64([0.5, 0.1]);
    const equal = decomposeSamples({ i1: i, i2: i, i12: i, h1: float64([1, 2]), h2: float64([3, -9]) });
    const { offsets, R } = sensitivityCurve(equal, 20)!;
    expect([Array.from(offsets), Array.from(R)]).toEqual([[0], [0.3]]);
    const bad = float64([NaN, Infinity]);
    expect(sensitivityCurve(decomposeSamples({ i1: bad, i2: i, i12: i, h1: i, h2: i }), 20)).toBeNull();
    const none = new Float64Array(0);
    expect(
      sensitivityCurve(decomposeSamples({ i1: none, i2: none, i12: none, h1: none, h2: none }), 3),
    ).toBeNull();
  });

  it.each([2, 0, -5, 10.5, NaN, Infinity])('refuses %d points', (points) => {
    const call = (): unknown => sensitivityCurve(randomColumns(5, 'sensitivity'), points);
    expect(call).toThrow(InputFailure);
    expect(call).toThrow(`at ${String(points)} points; expected an integer of 3 or more`);
  });
});
