import { describe, expect, it } from 'vitest';
import { kMeans } from '../../../src/estimation/densities/k-means.js';
import { plainEngine } from '../../../src/estimation/engines/plain/plain-engine.js';
import { Random } from '../../../src/estimation/random.js';
import { expectClose, normals, standardized } from '../numbers.js';
import { reference } from '../reference.js';

const centres = [
  [0, 0],
  [10, 0],
  [0, 10],
  [10, 10],
] as const;

/** The fixture's four clusters of 50 rows. */
function fourClusters() {
  const noise = normals(3, 'clusters', 400);
  return standardized(
    200,
    2,
    noise.map((value, index) => centres[Math.floor(index / 100)]![index % 2]! + 0.1 * value),
  );
}

const random = (seed = 1): Random => new Random(seed, 'k-means');

describe('kMeans', () => {
  it("finds four separated clusters, with scikit-learn's inertia and centroids, from every start", async () => {
    const features = fourClusters();
    for (let seed = 0; seed < 20; seed += 1) {
      const { centroids, assignment, inertia } = await kMeans(plainEngine, features, 4, random(seed));
      expect(Math.abs(inertia / reference.kMeans.inertia - 1)).toBeLessThan(1e-9);
      const sorted = [0, 1, 2, 3]
        .map((k) => Array.from(centroids.subarray(2 * k, 2 * k + 2)))
        .sort((a, b) => Math.round(a[1]! - b[1]!) || a[0]! - b[0]!);
      expectClose(sorted.flat(), reference.kMeans.centroids, 1e-9);
      for (let row = 0; row < 200; row += 1) {
        const own = assignment[50 * Math.floor(row / 50)];
        expect(assignment[row]).toBe(own);
      }
      expect(new Set(assignment).size).toBe(4);
    }
  });

  it('starts in every one of twelve clusters: rows far from all centroids picked so far come first', async () => {
    const features = standardized(
      240,
      2,
      normals(3, 'twelve', 480).map((value, index) => {
        const cluster = (index >> 1) % 12;
        return 0.1 * value + 10 * (index % 2 ? Math.floor(cluster / 4) : cluster % 4);
      }),
    );
    for (let seed = 0; seed < 20; seed += 1) {
      // Summed squares of 0.1-wide noise: .01 for each of 480 numbers, less 24 for the means.
      expect((await kMeans(plainEngine, features, 12, random(seed))).inertia).toBeLessThan(6);
    }
  });

  it('has the mean and the summed squares for one cluster', async () => {
    const { centroids, inertia } = await kMeans(plainEngine, standardized(4, 1, [1, 2, 3, 6]), 1, random());
    expect(Array.from(centroids)).toEqual([3]);
    expect(inertia).toBe(4 + 1 + 0 + 9);
  });

  it('reports the inertia and the assignment that belong to the centroids it returns', async () => {
    // Rows without clusters: ten Lloyd iterations do not reach a fixed point.
    const features = standardized(5000, 2, normals(3, 'blob', 10_000));
    const { centroids, assignment, inertia } = await kMeans(plainEngine, features, 10, random());
    const distance = (row: number, k: number): number =>
      (features.data[2 * row]! - centroids[2 * k]!) ** 2 +
      (features.data[2 * row + 1]! - centroids[2 * k + 1]!) ** 2;
    const centroidNumbers = Array.from({ length: 10 }, (_, k) => k);
    let sum = 0;
    let elsewhereNearer = 0;
    assignment.forEach((k, row) => {
      sum += distance(row, k);
      if (centroidNumbers.some((other) => distance(row, other) < distance(row, k))) elsewhereNearer += 1;
    });
    expect(inertia).toBeCloseTo(sum, 6);
    expect(elsewhereNearer).toBe(0);
  });

  it('gives the same result for the same random stream', async () => {
    const features = standardized(300, 2, normals(3, 'repeat', 600));
    expect(await kMeans(plainEngine, features, 5, random(4))).toEqual(
      await kMeans(plainEngine, features, 5, random(4)),
    );
  });

  it('takes equal rows, more clusters than values, and rows without columns', async () => {
    const equal = await kMeans(plainEngine, standardized(10, 1, new Array<number>(10).fill(2)), 3, random());
    expect(Array.from(equal.centroids)).toEqual([2, 2, 2]);
    expect(equal.inertia).toBe(0);
    const two = await kMeans(plainEngine, standardized(6, 1, [0, 1, 0, 1, 0, 1]), 4, random());
    expect(two.inertia).toBe(0);
    const none = await kMeans(plainEngine, standardized(5, 0, []), 2, random());
    expect([none.centroids.length, none.inertia]).toEqual([0, 0]);
  });
});
