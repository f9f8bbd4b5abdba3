import { describe, expect, it } from 'vitest';
import type { MixtureParameters, MixtureTask } from '../../../../src/estimation/engine.js';
import { plainEngine } from '../../../../src/estimation/engines/plain/plain-engine.js';
import { Random } from '../../../../src/estimation/random.js';
import { mixtureTask } from '../../mixture-task.js';
import { expectClose, float64, mean, normals, standardized, worstError } from '../../numbers.js';
import { reference } from '../../reference.js';

const known = reference.mixture;
const parameters: MixtureParameters = {
  components: known.components,
  dimension: known.dimension,
  weights: float64(known.weights),
  means: float64(known.means),
  precisionFactors: float64(known.precisionFactors),
};
const training = standardized(60, known.dimension, known.training);
const referenceTask: MixtureTask = mixtureTask(training, known.ridge, { shrinkage: known.shrinkage });

/** Random means, unit covariances, equal weights. */
function start(components: number, dimension: number, random: Random): MixtureParameters {
  const precisionFactors = new Float64Array(components * dimension * dimension);
  for (let k = 0; k < components; k += 1) {
    for (let j = 0; j < dimension; j += 1) precisionFactors[(k * dimension + j) * dimension + j] = 1;
  }
  return {
    components,
    dimension,
    weights: new Float64Array(components).fill(1 / components),
    means: Float64Array.from({ length: components * dimension }, () => random.normal()),
    precisionFactors,
  };
}

describe('against SciPy, scikit-learn and NumPy', () => {
  it('has the surprisal of GaussianMixture.score_samples, far outliers included', async () => {
    const session = await plainEngine.openMixture(referenceTask, parameters);
    const rows = standardized(30, known.dimension, known.rows);
    expectClose(await session.surprisal(rows), known.surprisal, 1e-12);
  });

  it('takes four EM steps with shrinkage and ridge as the textbook formulas do', async () => {
    const session = await plainEngine.openMixture(referenceTask, parameters);
    // Rows with a responsibility below 1e-9 are left out of a component: the only difference.
    for (const expected of known.iterationSurprisals) {
      expect(Math.abs((await session.iterate()) - expected)).toBeLessThan(1e-9);
    }
    const after = await session.parameters();
    expectClose(after.weights, known.afterWeights, 1e-8);
    expectClose(after.means, known.afterMeans, 1e-8);
    expectClose(after.precisionFactors, known.afterPrecisionFactors, 1e-8);
  });

  it('has the sample mean and covariance after one step with one component', async () => {
    const d = known.dimension;
    for (const [shrinkage, ridge] of [
      [0, 0],
      [0.3, 0.01],
      [1, 1e-4],
    ] as const) {
      const one = start(1, d, new Random(30, 'one'));
      const session = await plainEngine.openMixture(mixtureTask(training, ridge, { shrinkage }), one);
      await session.iterate();
      const fitted = await session.parameters();
      expect(Array.from(fitted.weights)).toEqual([1]);
      expectClose(fitted.means, known.sampleMean, 1e-13);
      // A Σ Aᵀ = I for the regularised Σ.
      const covariance = known.sampleCovariance.map((value, index) =>
        index % (d + 1) === 0 ? value + ridge : value * (1 - shrinkage),
      );
      const a = fitted.precisionFactors;
      for (let i = 0; i < d; i += 1) {
        for (let j = 0; j < d; j += 1) {
          let sum = 0;
          for (let k = 0; k < d; k += 1) {
            for (let l = 0; l < d; l += 1) sum += a[i * d + k]! * covariance[k * d + l]! * a[j * d + l]!;
          }
          expect(sum).toBeCloseTo(i === j ? 1 : 0, 12);
        }
      }
    }
  });
});

describe('EM', () => {
  /** Three overlapping clusters of 2,000 rows. */
  const rows = 2000;
  const features = standardized(
    rows,
    2,
    normals(31, 'em', 2 * rows).map((value, index) => value + 2 * ((index >> 1) % 3) * (index % 2)),
  );

  // With few rows a component it may: the pseudo-row of pooled covariance was seen to cost up to 8e-5 nats a
  // step with 100 rows for 5 components.
  it('does not raise the mean surprisal without shrinkage and with a tiny ridge', async () => {
    for (let seed = 0; seed < 3; seed += 1) {
      const task = mixtureTask(features, 1e-9);
      const session = await plainEngine.openMixture(task, start(3, 2, new Random(seed, 'em-start')));
      const path: number[] = [];
      for (let iteration = 0; iteration < 60; iteration += 1) path.push(await session.iterate());
      expect(path[0]! - path.at(-1)!).toBeGreaterThan(0.2);
      for (let iteration = 1; iteration < path.length; iteration += 1) {
        expect(path[iteration]! - path[iteration - 1]!).toBeLessThan(1e-12);
      }
    }
  });

  it('reports the mean surprisal of its rows before the step', async () => {
    const session = await plainEngine.openMixture(
      mixtureTask(features, 1e-6),
      start(3, 2, new Random(1, 'before')),
    );
    for (let iteration = 0; iteration < 3; iteration += 1) {
      const before = mean(await session.surprisal(features));
      expect(await session.iterate()).toBeCloseTo(before, 12);
    }
  });

  it('keeps weights that add to one and lower-triangular factors with positive diagonals', async () => {
    const session = await plainEngine.openMixture(
      mixtureTask(features, 1e-4, { shrinkage: 0.1 }),
      start(5, 2, new Random(2, 'invariants')),
    );
    for (let iteration = 0; iteration < 10; iteration += 1) {
      await session.iterate();
      const { weights, precisionFactors } = await session.parameters();
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
      for (let k = 0; k < 5; k += 1) {
        expect(precisionFactors[4 * k + 1]).toBe(0);
        expect(Math.min(precisionFactors[4 * k]!, precisionFactors[4 * k + 3]!)).toBeGreaterThan(0);
      }
    }
  });

  it('is the same bit for bit, and does not depend on how rows are chunked', async () => {
    const run = async (first: number): Promise<Float64Array> => {
      const session = await plainEngine.openMixture(
        mixtureTask(features, 1e-4),
        start(3, 2, new Random(3, 'repeat')),
      );
      for (let iteration = 0; iteration < 5; iteration += 1) await session.iterate();
      const part = { ...features, rows: first, data: features.data.subarray(0, 2 * first) };
      return session.surprisal(part);
    };
    const all = await run(rows);
    expect(await run(rows)).toEqual(all);
    for (const first of [0, 1, 511, 512, 513, 1025]) expect(await run(first)).toEqual(all.subarray(0, first));
  });

  it('keeps a component that has lost every row, harmless and finite', async () => {
    const lost = start(2, 2, new Random(4, 'lost'));
    lost.means.set([0, 0, 1e4, 1e4]);
    const session = await plainEngine.openMixture(mixtureTask(features, 1e-4), lost);
    for (let iteration = 0; iteration < 5; iteration += 1) {
      expect(Number.isFinite(await session.iterate())).toBe(true);
    }
    const alone = await plainEngine.openMixture(
      mixtureTask(features, 1e-4),
      start(1, 2, new Random(4, 'alone')),
    );
    await alone.iterate();
    const withLost = await session.surprisal(features);
    expect(worstError(withLost, await alone.surprisal(features))).toBeLessThan(1e-3);
    expect((await session.parameters()).weights[1]).toBeLessThan(1e-6);
  });

  it.each([
    ['equal rows', standardized(20, 2, new Array<number>(40).fill(0.5))],
    [
      'equal columns',
      standardized(
        40,
        2,
        Array.from(normals(32, 'x', 40)).flatMap((value) => [value, value]),
      ),
    ],
    ['fewer rows than dimensions', standardized(3, 6, normals(32, 'wide', 18))],
    ['no columns', standardized(5, 0, [])],
  ])('takes %s', async (_, degenerate) => {
    const { columns } = degenerate;
    const session = await plainEngine.openMixture(
      mixtureTask(degenerate, 1e-4),
      start(2, columns, new Random(5, 'degenerate')),
    );
    for (let iteration = 0; iteration < 5; iteration += 1) await session.iterate();
    const surprisal = await session.surprisal(degenerate);
    expect(surprisal.length).toBe(degenerate.rows);
    expect(surprisal.every(Number.isFinite)).toBe(true);
  });

  it('says so when a training row is not finite', async () => {
    const broken = standardized(3, 1, [0, NaN, 1]);
    const session = await plainEngine.openMixture(
      mixtureTask(broken, 1e-4),
      start(1, 1, new Random(6, 'nan')),
    );
    expect(() => session.iterate()).toThrow('not finite');
  });
});

describe('a mixture session', () => {
  it('gives away a copy of its parameters, and keeps its own of those it is given', async () => {
    const given = start(2, 4, new Random(7, 'copy'));
    const session = await plainEngine.openMixture(referenceTask, given);
    const surprisal = await session.surprisal(training);
    const taken = await session.parameters();
    taken.means.fill(100);
    given.means.fill(100);
    expect(worstError(await session.surprisal(training), surprisal)).toBe(0);
  });

  it('restores parameters', async () => {
    const session = await plainEngine.openMixture(referenceTask, parameters);
    const kept = await session.parameters();
    const surprisal = await session.surprisal(training);
    await session.iterate();
    expect(await session.surprisal(training)).not.toEqual(surprisal);
    await session.restore(kept);
    expect(await session.surprisal(training)).toEqual(surprisal);
  });
});
