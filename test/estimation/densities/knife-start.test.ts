import { expect, it } from 'vitest';
import { plainEngine } from '../../../src/estimation/engines/plain/plain-engine.js';
import { dataKnifeStart, randomKnifeStart } from '../../../src/estimation/densities/knife-start.js';
import { mixtureFromKnife } from '../../../src/estimation/densities/knife-mixture.js';
import { startMixture } from '../../../src/estimation/densities/mixture-start.js';
import { Random } from '../../../src/estimation/random.js';
import { mixtureTask } from '../mixture-task.js';
import { expectClose, mean, normals, standardized } from '../numbers.js';

it('draws means, scales and strictly lower triangles from N(0, 1), with equal weights', () => {
  const { logWeights, means, logScales, triangles } = randomKnifeStart(4, 50, new Random(57, 'random'));
  expect(logWeights).toEqual(new Float64Array(4));
  const lower: number[] = [];
  triangles.forEach((value, index) => {
    if (Math.floor(index / 50) % 50 > index % 50) lower.push(value);
    else expect(value).toBe(0);
  });
  expect(lower.length).toBe((4 * 50 * 49) / 2);
  // Five standard errors of the mean and of the variance.
  for (const drawn of [means, logScales, lower]) {
    const count = drawn.length;
    expect(Math.abs(mean(drawn))).toBeLessThan(5 / Math.sqrt(count));
    expect(Math.abs(mean(Array.from(drawn, (value) => value ** 2)) - 1)).toBeLessThan(
      5 * Math.sqrt(2 / count),
    );
  }
  expect(means.slice(0, 4)).not.toEqual(logScales.slice(0, 4));
});

it('starts from the clusters of the data', async () => {
  // Two clusters of 300 and 100 rows, 10 apart, with standard deviations .5 and 2 in the two columns.
  const noise = normals(57, 'clusters', 800);
  const features = standardized(
    400,
    2,
    noise.map((value, index) => value * (index % 2 === 0 ? 0.5 : 2) + (index < 600 ? 0 : 10)),
  );
  const start = await dataKnifeStart(plainEngine, features, 2, 3, new Random(57, 'data'));
  expect(start.triangles).toEqual(new Float64Array(8));
  const { weights, means, precisionFactors } = mixtureFromKnife(start, 3);
  const near = means[0]! < 5 ? 0 : 1;
  expect(weights[near]).toBeCloseTo(301 / 402, 12);
  expectClose(means.subarray(2 * near, 2 * near + 2), [0, 0], 0.3);
  expectClose(means.subarray(2 - 2 * near, 4 - 2 * near), [10, 10], 0.05);
  for (const k of [0, 1]) expectClose(precisionFactors.subarray(4 * k, 4 * k + 4), [2, 0, 0, 0.5], 0.1);
});

it('is the same density as the start of the mixture', async () => {
  const features = standardized(60, 3, normals(58, 'same', 180));
  const knife = await dataKnifeStart(plainEngine, features, 4, 6, new Random(58, 'start'));
  const mixture = await startMixture(plainEngine, features, 4, new Random(58, 'start'));
  const ofKnife = await plainEngine.openKnife({ features, batchSize: 1, scaleLimit: 6 }, knife);
  const ofMixture = await plainEngine.openMixture(mixtureTask(features, 0), mixture);
  expectClose(await ofKnife.surprisal(features), await ofMixture.surprisal(features), 1e-10);
});

it.each([
  ['one row', standardized(1, 2, [1, 2]), 1],
  ['more components than rows', standardized(3, 2, normals(58, 'few', 6)), 8],
  ['equal rows', standardized(10, 2, new Array<number>(20).fill(0.5)), 3],
  ['no columns', standardized(4, 0, []), 2],
])('stays finite for %s', async (_, features, components) => {
  const start = await dataKnifeStart(plainEngine, features, components, 1, new Random(58, 'odd'));
  for (const name of ['logWeights', 'means', 'logScales', 'triangles'] as const) {
    expect(start[name].every(Number.isFinite)).toBe(true);
  }
});
