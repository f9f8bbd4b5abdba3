import { describe, expect, it } from 'vitest';
import type { PrincipalComponents, Standardized } from '../../../../src/estimation/engine.js';
import { plainTimesCovariance } from '../../../../src/estimation/engines/plain/times-covariance.js';
import { subspaceIteration } from '../../../../src/estimation/engines/subspace-iteration.js';
import { linearReference } from '../../linear-reference.js';
import { expectClose, normals, range, standardized } from '../../numbers.js';

const plainPrincipalComponents = (
  centred: Standardized,
  count: number,
  from: Float64Array,
): Promise<PrincipalComponents> => subspaceIteration(centred, count, from, plainTimesCovariance);

const known = linearReference.components;
const { columns } = known;
const features = standardized(known.features.length / columns, columns, known.features);
const start = (width: number, dimension = columns): Float64Array =>
  normals(83, `components/${width}`, dimension * width);

/** Direction `q` of a `[d, count]` matrix. */
const direction = (matrix: ArrayLike<number>, count: number, q: number): Float64Array =>
  Float64Array.from({ length: matrix.length / count }, (_, row) => matrix[row * count + q]!);

const dot = (left: Float64Array, right: Float64Array): number =>
  left.reduce((sum, value, index) => sum + value * right[index]!, 0);

/** Largest |BᵀB − I| over all pairs. */
function lackOfOrthonormality(directions: Float64Array, count: number): number {
  let worst = 0;
  for (const a of range(count)) {
    for (const b of range(count)) {
      const product = dot(direction(directions, count, a), direction(directions, count, b));
      worst = Math.max(worst, Math.abs(product - (a === b ? 1 : 0)));
    }
  }
  return worst;
}

describe('against the singular vectors of NumPy', () => {
  it.each([
    [1, 9],
    [4, 12],
    [12, 12],
  ])('has the leading %d directions and variances from a start of %d', async (count, width) => {
    const found = await plainPrincipalComponents(features, count, start(width));
    expectClose(found.variances, known.variances.slice(0, count), 1e-9);
    for (const q of range(count)) {
      const product = dot(direction(found.directions, count, q), direction(known.directions, columns, q));
      // Nearly equal variances turn into each other: those of the last directions are .04 apart.
      expect(Math.abs(product)).toBeCloseTo(1, 6);
    }
    expect(lackOfOrthonormality(found.directions, count)).toBeLessThan(1e-13);
    expect(found.totalVariance).toBeCloseTo(
      known.variances.reduce((sum, value) => sum + value, 0),
      12,
    );
  });
});

describe('subspace iteration', () => {
  /** More rows than a chunk: 40 columns, variances falling off as 1/j. */
  const wide = standardized(
    1500,
    40,
    normals(84, 'wide', 1500 * 40).map((value, index) => value / Math.sqrt(1 + (index % 40))),
  );

  it('has orthonormal directions in descending order, and the variance seen along each', async () => {
    const { directions, variances } = await plainPrincipalComponents(wide, 8, start(16, 40));
    expect(lackOfOrthonormality(directions, 8)).toBeLessThan(1e-13);
    for (const q of range(8)) {
      if (q > 0) expect(variances[q]).toBeLessThanOrEqual(variances[q - 1]!);
      const along = direction(directions, 8, q);
      let square = 0;
      for (const row of range(wide.rows)) {
        square += dot(along, Float64Array.from(wide.data.subarray(row * 40, (row + 1) * 40))) ** 2;
      }
      expect(square / wide.rows).toBeCloseTo(variances[q]!, 12);
    }
  });

  it('misses little of the variance that exact directions keep', async () => {
    const exact = (await plainPrincipalComponents(wide, 40, start(40, 40))).variances.subarray(0, 8);
    const found = (await plainPrincipalComponents(wide, 8, start(16, 40))).variances;
    const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
    expect(sum(found)).toBeLessThanOrEqual(sum(exact) + 1e-12);
    expect(sum(found) / sum(exact)).toBeGreaterThan(0.999);
  });

  it('comes to the same subspace from another start', async () => {
    const [one, other] = await Promise.all(
      [start(12), normals(85, 'other', 12 * columns)].map((from) =>
        plainPrincipalComponents(features, 4, from),
      ),
    );
    expectClose(other!.variances, one!.variances, 1e-9);
  });
});

describe('degenerate features', () => {
  /** Three directions in ten columns. */
  const flat = (rows: number): Standardized => {
    const scores = normals(86, 'scores', rows * 3);
    const loadings = normals(86, 'loadings', 30);
    return standardized(
      rows,
      10,
      Array.from({ length: rows * 10 }, (_, index) => {
        const [row, column] = [Math.floor(index / 10), index % 10];
        return [0, 1, 2].reduce((sum, q) => sum + scores[3 * row + q]! * loadings[10 * q + column]!, 0);
      }),
    );
  };

  it('has no variance beyond the rank of the features', async () => {
    const { variances, directions, totalVariance } = await plainPrincipalComponents(
      flat(200),
      6,
      start(10, 10),
    );
    expect(variances.subarray(0, 3).every((variance) => variance > 0.1)).toBe(true);
    expect(Math.max(...variances.subarray(3))).toBeLessThan(1e-10); // float32 rounding
    expect(variances.reduce((sum, value) => sum + value, 0)).toBeCloseTo(totalVariance, 9);
    expect(directions.every(Number.isFinite)).toBe(true);
    expect(lackOfOrthonormality(directions, 6)).toBeLessThan(1e-12);
  });

  it.each([
    ['one row', standardized(1, 5, [1, 2, 3, 4, 5]), 55],
    [
      'equal columns',
      standardized(4, 5, [1, 1, 1, 1, 1, -1, -1, -1, -1, -1, 2, 2, 2, 2, 2, 0, 0, 0, 0, 0]),
      7.5,
    ],
    ['nothing but zeros', standardized(4, 5, new Array<number>(20).fill(0)), 0],
    ['fewer rows than columns', standardized(2, 5, [1, 0, 0, 0, 0, 0, 2, 0, 0, 0]), 2.5],
  ])('takes %s', async (_, of, total) => {
    const { directions, variances, totalVariance } = await plainPrincipalComponents(of, 3, start(5, 5));
    expect(totalVariance).toBeCloseTo(total, 12);
    expect(variances.reduce((sum, value) => sum + value, 0)).toBeCloseTo(total, 9);
    expect(lackOfOrthonormality(directions, 3)).toBeLessThan(1e-13);
  });
});
