import { describe, expect, it } from 'vitest';
import type { KnifeParameters, KnifeTask } from '../../../../src/estimation/engine.js';
import { plainEngine } from '../../../../src/estimation/engines/plain/plain-engine.js';
import { randomKnifeStart } from '../../../../src/estimation/densities/knife-start.js';
import { Random } from '../../../../src/estimation/random.js';
import { knifeReference } from '../../knife-reference.js';
import { expectClose, float64, mean, normals, range, standardized } from '../../numbers.js';

const NAMES = ['logWeights', 'means', 'logScales', 'triangles'] as const;

describe.each(knifeReference.cases)('against PyTorch, K = $components, d = $dimension', (known) => {
  const { components, dimension, scaleLimit, rows, learningRate } = known;
  const [logWeights, means, logScales, triangles] = known.parameters.map(float64);
  const parameters = { components, dimension, logWeights, means, logScales, triangles } as KnifeParameters;
  const features = standardized(5 * rows, dimension, known.features);

  it('takes five Adam steps over an epoch of five batches', async () => {
    const session = await plainEngine.openKnife({ features, batchSize: rows, scaleLimit }, parameters);
    const surprisal = await session.trainEpoch(range(5 * rows), learningRate);
    expect(surprisal).toBeCloseTo(mean(known.batchSurprisals), 11);
    const after = await session.parameters();
    NAMES.forEach((name, index) => expectClose(after[name], known.afterParameters[index]!, 1e-10));
  });

  it('keeps the moments of the optimiser from epoch to epoch, and its place in the order', async () => {
    const session = await plainEngine.openKnife({ features, batchSize: rows, scaleLimit }, parameters);
    for (let batch = 0; batch < 5; batch += 1) {
      const order = range(5 * rows).slice(batch * rows, (batch + 1) * rows);
      const surprisal = await session.trainEpoch(order.reverse(), learningRate);
      expect(surprisal).toBeCloseTo(known.batchSurprisals[batch]!, 11);
    }
  });
});

describe('training', () => {
  const rows = 1300;
  const features = standardized(rows, 2, normals(53, 'train', 2 * rows));
  const task: KnifeTask = { features, batchSize: 100, scaleLimit: 1 };
  const start = () => randomKnifeStart(3, 2, new Random(53, 'start'));

  it('does not depend on how a batch or the scored rows are chunked', async () => {
    const whole = await plainEngine.openKnife({ ...task, batchSize: 10 * rows }, start());
    // All rows as one batch: the mean of the surprisals before the step, over three chunks.
    const before = await whole.surprisal(features);
    expect(await whole.trainEpoch(range(rows), 0.05)).toBeCloseTo(mean(before), 12);
    for (const first of [0, 1, 511, 512, 513, 1025]) {
      const part = { ...features, rows: first, data: features.data.subarray(0, 2 * first) };
      const fresh = await plainEngine.openKnife(task, start());
      expect(await fresh.surprisal(part)).toEqual(before.subarray(0, first));
    }
  });

  it('lowers the surprisal of a full batch at each of the first steps', async () => {
    const session = await plainEngine.openKnife({ ...task, batchSize: rows }, start());
    const path: number[] = [];
    for (let step = 0; step < 30; step += 1) path.push(await session.trainEpoch(range(rows), 0.01));
    for (let step = 1; step < path.length; step += 1) expect(path[step]).toBeLessThan(path[step - 1]!);
  });

  it('averages over the rows of a short last batch, and steps once for it', async () => {
    const short = await plainEngine.openKnife({ ...task, batchSize: 4 }, start());
    await short.trainEpoch(range(6), 0.01);
    const apart = await plainEngine.openKnife({ ...task, batchSize: 4 }, start());
    await apart.trainEpoch(range(4), 0.01);
    await apart.trainEpoch(range(6).slice(4), 0.01);
    expect(await short.parameters()).toEqual(await apart.parameters());
  });

  it('is the same bit for bit', async () => {
    const run = async (): Promise<KnifeParameters> => {
      const session = await plainEngine.openKnife(task, start());
      for (let epoch = 0; epoch < 3; epoch += 1) await session.trainEpoch(range(rows), 0.01);
      return session.parameters();
    };
    expect(await run()).toEqual(await run());
  });

  it.each([
    ['one row', standardized(1, 2, [0.3, -0.2]), 3],
    ['more components than rows', standardized(3, 2, normals(54, 'few', 6)), 9],
    ['one column', standardized(30, 1, normals(54, 'line', 30)), 3],
    ['no columns', standardized(5, 0, []), 2],
    ['equal rows', standardized(20, 2, new Array<number>(40).fill(0.5)), 2],
    ['a far outlier', standardized(20, 1, normals(54, 'far', 20).fill(1e18, 0, 1)), 2],
    ['fewer rows than dimensions', standardized(3, 6, normals(54, 'wide', 18)), 2],
  ])('takes %s', async (_, degenerate, components) => {
    const session = await plainEngine.openKnife(
      { features: degenerate, batchSize: 4, scaleLimit: 3 },
      randomKnifeStart(components, degenerate.columns, new Random(54, 'degenerate')),
    );
    const first = await session.trainEpoch(range(degenerate.rows), 0.01);
    for (let epoch = 0; epoch < 20; epoch += 1) await session.trainEpoch(range(degenerate.rows), 0.01);
    const surprisal = await session.surprisal(degenerate);
    expect(surprisal.every(Number.isFinite)).toBe(true);
    if (degenerate.columns > 0) expect(mean(surprisal)).toBeLessThan(first);
    else expectClose(surprisal, new Float64Array(5), 1e-15);
  });

  it.each([NaN, Infinity, -Infinity])('refuses a training row with %d before any step', async (broken) => {
    const session = await plainEngine.openKnife(
      { features: standardized(3, 2, [0, 1, broken, 0, 1, 1]), batchSize: 8, scaleLimit: 1 },
      start(),
    );
    expect(() => session.trainEpoch(range(3), 0.01)).toThrow('not finite');
    expect(await session.parameters()).toEqual(start());
  });
});

describe('a KNIFE session', () => {
  const features = standardized(40, 3, normals(55, 'session', 120));
  const task: KnifeTask = { features, batchSize: 10, scaleLimit: 1 };

  it('gives away a copy of its parameters, and keeps its own of those it is given', async () => {
    const given = randomKnifeStart(2, 3, new Random(55, 'copy'));
    const session = await plainEngine.openKnife(task, given);
    const surprisal = await session.surprisal(features);
    const taken = await session.parameters();
    for (const name of NAMES) {
      taken[name].fill(7);
      given[name].fill(7);
    }
    expect(await session.surprisal(features)).toEqual(surprisal);
  });

  it('restores parameters', async () => {
    const session = await plainEngine.openKnife(task, randomKnifeStart(2, 3, new Random(55, 'restore')));
    const kept = await session.parameters();
    const surprisal = await session.surprisal(features);
    await session.trainEpoch(range(40), 0.1);
    expect(await session.surprisal(features)).not.toEqual(surprisal);
    await session.restore(kept);
    expect(await session.surprisal(features)).toEqual(surprisal);
  });
});
