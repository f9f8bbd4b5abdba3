import { describe, expect, it } from 'vitest';
import { resampleSensitivity } from '../../src/actions/resample-sensitivity.js';
import type { SensitivityRecord } from '../../src/store/run-summary.js';

const limit = { R: 0, U1: 0, U2: 0, S: 0 };

/** R is the square of the offset, so that nothing but a stored point or its neighbours' line gives it. */
function curveOf(offsets: readonly number[]): SensitivityRecord {
  const R = offsets.map((offset) => offset ** 2);
  const negative = R.map((r) => -r);
  return {
    offsets: [...offsets],
    R,
    U1: negative,
    U2: negative,
    S: R,
    limits: { negative: limit, positive: limit },
  };
}

describe('a sensitivity curve at fewer or more points', () => {
  const uneven = [-9, -4, -3, -1, 0, 2, 7];

  it('is the stored one at as many points', () => {
    const points = resampleSensitivity(curveOf(uneven), 7);
    expect(points.map(({ offset }) => offset)).toEqual(uneven);
    expect(points.map(({ R }) => R)).toEqual(curveOf(uneven).R);
  });

  it.each([2, 3, 4, 5, 10, 21, 101])('keeps its ends, and the offset 0, at %i points', (count) => {
    const points = resampleSensitivity(curveOf(uneven), count);
    expect(points).toHaveLength(count);
    expect(points[0]!.offset).toBe(-9);
    expect(points.at(-1)!.offset).toBe(7);
    points.slice(1).forEach(({ offset }, index) => {
      expect(offset).toBeGreaterThan(points[index]!.offset);
    });
    expect(points.filter(({ offset }) => offset === 0)).toHaveLength(count === 2 ? 0 : 1);
    for (const { offset, R, U1, U2, S } of points) {
      const at = uneven.findIndex((stored) => stored >= offset);
      const [high, low] = [uneven[at]!, uneven[Math.max(0, at - 1)]!];
      const share = high === low ? 1 : (offset - low) / (high - low);
      expect(R).toBeCloseTo((1 - share) * low ** 2 + share * high ** 2, 12);
      expect([U1, U2, S]).toEqual([-R, -R, R]);
    }
  });

  it.each([[[0, 1, 2, 3]], [[-3, -2, -1, 0]], [[-1, 0]], [[0, 5]]])(
    'has 0 once where it is an end: %j',
    (offsets) => {
      const points = resampleSensitivity(curveOf(offsets), 3);
      expect(points.filter(({ offset }) => offset === 0)).toHaveLength(1);
      expect(points).toHaveLength(3);
    },
  );

  it('is a single point where nothing depends on the offset', () => {
    expect(resampleSensitivity(curveOf([0]), 21)).toEqual([{ offset: 0, R: 0, U1: -0, U2: -0, S: 0 }]);
  });

  it.each([1, 0, -5, 102, 2.5, NaN, Infinity])('is refused at %d points', (points) => {
    expect(() => resampleSensitivity(curveOf(uneven), points)).toThrow(
      expect.objectContaining({
        name: 'InputFailure',
        code: 'BAD_POINTS',
        field: 'points',
        message: `points must be a whole number from 2 to 101, got ${String(points)}.`,
      }),
    );
  });
});
