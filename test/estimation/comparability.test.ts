import { describe, expect, it } from 'vitest';
import { comparable, type Surprisals } from '../../src/estimation/comparability.js';
import { quantile } from '../../src/estimation/quantile.js';
import { expectClose, float64, mean, normals } from './numbers.js';

const continuous = { first: false, second: false };
const rows = 500;
const shared = normals(70, 'comparability/shared', rows);
const own = normals(70, 'comparability/own', rows);
/** A modality of many noisy columns, and one of few. */
const raw: Surprisals = {
  h1: shared.map((value) => 300 + 12 * value),
  h2: shared.map((value, row) => 5 + value + 0.7 * own[row]!),
};

function deviationOf(values: Float64Array): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
}
const sortedQuantile = (values: Float64Array, probability: number): number =>
  quantile(values.slice().sort(), probability);
const medianOf = (values: Float64Array): number => sortedQuantile(values, 0.5);
/** Interquartile range, in standard deviations of a normal distribution. */
const spreadOf = (values: Float64Array): number =>
  (sortedQuantile(values, 0.75) - sortedQuantile(values, 0.25)) / 1.349;
const difference = ({ h1, h2 }: Surprisals): Float64Array => h1.map((value, row) => value - h2[row]!);

describe('comparable, z-scored', () => {
  const scored = comparable('z-scored', raw, continuous);

  it('gives both modalities one median and the smaller spread', () => {
    const centre = (medianOf(raw.h1) + medianOf(raw.h2)) / 2;
    const spread = spreadOf(raw.h2);
    for (const values of [scored.h1, scored.h2]) {
      expect(medianOf(values)).toBeCloseTo(centre, 10);
      expect(spreadOf(values)).toBeCloseTo(spread, 10);
    }
  });

  it('keeps the order within a modality and is affine in it', () => {
    const slope = spreadOf(raw.h2) / spreadOf(raw.h1);
    const offset = scored.h1[0]! - slope * raw.h1[0]!;
    expectClose(scored.h1, raw.h1.map((value) => slope * value + offset), 1e-10); // prettier-ignore
  });

  it('leaves the difference h1 − h2 where it was when a modality is stretched or moved', () => {
    const before = difference(scored);
    for (const [scale, shift] of [
      [1, 1e3],
      [7, 0],
      [3, -40],
    ] as const) {
      const moved = { ...raw, h1: raw.h1.map((value) => scale * value + shift) };
      expectClose(difference(comparable('z-scored', moved, continuous)), before, 1e-9);
    }
    // Swapping the modalities turns the sign of every difference.
    const swapped = comparable('z-scored', { h1: raw.h2, h2: raw.h1 }, continuous);
    expectClose(difference(swapped), before.map((value) => -value), 1e-12); // prettier-ignore
  });

  it('keeps a sample whose surprisal is not finite to itself', () => {
    const broken = { h1: raw.h1.slice(), h2: raw.h2.slice() };
    [broken.h1[3], broken.h1[4], broken.h2[5]] = [NaN, Infinity, -Infinity];
    const after = comparable('z-scored', broken, continuous);
    expect([after.h1[3], after.h1[4], after.h2[5]]).toEqual([NaN, Infinity, -Infinity]);
    const others = (values: Float64Array): Float64Array => values.filter((_, row) => row < 3 || row > 5);
    expectClose(others(after.h1), others(scored.h1), 0.01);
    expectClose(others(after.h2), others(scored.h2), 0.01);
  });

  it('is not moved by outliers, however far', () => {
    const wild = { h1: raw.h1.slice(), h2: raw.h2 };
    for (let row = 0; row < 5; row += 1) wild.h1[row] = 1e9;
    const others = difference(comparable('z-scored', wild, continuous)).subarray(5);
    // Five of 500 rows move the quartiles by about a hundredth of the spread.
    expectClose(others, difference(scored).subarray(5), 0.05);
  });

  const same = new Float64Array(rows).fill(2);
  it.each([
    ['the first modality surprises nowhere', { ...raw, h1: same }],
    ['the second does not', { ...raw, h2: same }],
    ['the first does by rounding alone', { ...raw, h1: same.map((value, row) => value + (row % 3) * 1e-15) }],
    ['neither does', { h1: new Float64Array(rows), h2: same }],
    ['there is one sample', { h1: float64([1]), h2: float64([5]) }],
  ])('calls both modalities equally surprising where %s', (_, surprisals) => {
    expectClose(difference(comparable('z-scored', surprisals, continuous)), new Float64Array(surprisals.h1.length), 0); // prettier-ignore
  });

  it('takes the deviation where half the samples are equally surprising', () => {
    const h1 = raw.h1.map((value, row) => (row % 4 === 0 ? value : 300));
    const { h1: after } = comparable('z-scored', { h1, h2: raw.h2 }, continuous);
    expect(deviationOf(after)).toBeCloseTo(Math.min(deviationOf(h1), spreadOf(raw.h2)), 9);
  });

  it.each([
    ['there is no sample', { h1: float64([]), h2: float64([]) }],
    [
      'no surprisal is a number',
      { h1: new Float64Array(rows).fill(NaN), h2: new Float64Array(rows).fill(NaN) },
    ],
  ])('has nothing to do where %s', (_, surprisals) => {
    expect(comparable('z-scored', surprisals, continuous)).toEqual(surprisals);
  });

  it('leaves two discrete modalities alone, and takes one beside a continuous one by mean and deviation', () => {
    expect(comparable('z-scored', raw, { first: true, second: true })).toEqual(raw);
    const mixed = comparable('z-scored', raw, { first: true, second: false });
    const spread = Math.min(deviationOf(raw.h1), spreadOf(raw.h2));
    expect(mean(mixed.h1)).toBeCloseTo((mean(raw.h1) + medianOf(raw.h2)) / 2, 9);
    expect([deviationOf(mixed.h1), spreadOf(mixed.h2)]).toEqual([
      expect.closeTo(spread, 9),
      expect.closeTo(spread, 9),
    ]);
  });
});

it.each(['standardized', 'common-dimension'] as const)('comparable, %s, changes nothing', (name) => {
  expect(comparable(name, raw, continuous)).toEqual(raw);
});
