import { describe, expect, it } from 'vitest';
import { presets, type DensityConfig } from '../../src/estimation/config.js';
import { densitySurprisal, fitDensity } from '../../src/estimation/density.js';
import { plainEngine } from '../../src/estimation/engines/plain/plain-engine.js';
import type { Engine, MixtureSession, MixtureTask, Standardized } from '../../src/estimation/engine.js';
import { expectClose, mean, normals, range, standardized } from './numbers.js';
import { reference } from './reference.js';
import { takeStandardized } from '../../src/estimation/rows.js';

const config = presets['accurate']!.density;
const LOG_2PI = Math.log(2 * Math.PI);

/** The two data sets of the fixture, 2,000 rows to train on and 2,000 to hold out, with exact surprisals. */
const MIXING = [
  [1, 0, 0],
  [0.8, 0.6, 0],
  [-0.5, 0.5, 0.7],
] as const;

function gaussian() {
  const noise = normals(7, 'density/gaussian', 12_000);
  const dot = (row: number, line: readonly number[]): number =>
    line.reduce((sum, weight, k) => sum + weight * noise[3 * row + k]!, 0);
  const data = Array.from(range(4000), (row) => MIXING.map((line) => dot(row, line))).flat();
  const surprisal = Float64Array.from(range(4000), (row) => {
    const [a, b, c] = noise.subarray(3 * row, 3 * row + 3);
    return (a! ** 2 + b! ** 2 + c! ** 2) / 2 + 1.5 * LOG_2PI + Math.log(0.6 * 0.7);
  });
  return { features: standardized(4000, 3, data), surprisal };
}

function twoClusters() {
  const data = normals(7, 'density/two-clusters', 8000).map(
    (value, index) => value + 3 * ((index >> 1) % 2 ? 1 : -1) * (index % 2 ? -1 : 1),
  );
  const surprisal = Float64Array.from(range(4000), (row) => {
    const [x, y] = data.subarray(2 * row, 2 * row + 2);
    const density = (side: number): number => Math.exp(-((x! - side) ** 2 + (y! + side) ** 2) / 2);
    return -Math.log((density(-3) + density(3)) / 2) + LOG_2PI;
  });
  return { features: standardized(4000, 2, data), surprisal };
}

const part = (features: Standardized, from: number, to: number): Standardized =>
  takeStandardized(features, range(to).subarray(from));

describe('fitDensity on data of a known density', () => {
  it.each([
    ['gaussian', gaussian, reference.density.gaussian, 1],
    ['two clusters', twoClusters, reference.density.twoClusters, 2],
  ] as const)(
    'is near the truth and scikit-learn held out: %s',
    async (_, make, ofScikitLearn, components) => {
      const { features, surprisal } = make();
      const fit = await fitDensity(plainEngine, config, part(features, 0, 2000), 1, 'known');
      const held = await densitySurprisal(plainEngine, fit, part(features, 2000, 4000));
      expect(fit.parameters.components).toBe(components);
      const truth = surprisal.subarray(2000);
      // Expected excess: parameters / 2N = 9/3520 and 11/3520 nats, .0026 and .0031; a chi-square's spread on top.
      const excess = mean(held) - mean(truth);
      expect(excess).toBeGreaterThan(-0.002);
      expect(excess).toBeLessThan(0.008);
      // scikit-learn trains on all 2,000 rows, ours on the 88% not set aside.
      expect(Math.abs(mean(held) - ofScikitLearn)).toBeLessThan(0.005);
      expect(Math.sqrt(mean(held.map((value, row) => (value - truth[row]!) ** 2)))).toBeLessThan(0.15);
    },
  );

  it('gives the same result bit for bit', async () => {
    const features = part(twoClusters().features, 0, 500);
    const run = () => fitDensity(plainEngine, config, features, 3, 'repeat');
    expect(await run()).toEqual(await run());
  });

  it('chooses shrinkage for independent columns of few rows, none for dependent columns of many', async () => {
    const independent = standardized(60, 20, normals(42, 'independent', 1200));
    expect((await fitDensity(plainEngine, config, independent, 1, 's')).shrinkage).toBe(1);
    const { features } = gaussian();
    expect((await fitDensity(plainEngine, config, features, 1, 's')).shrinkage).toBe(0);
  });
});

describe('fitDensity on odd data', () => {
  it.each([
    ['one row', standardized(1, 2, [1, 2])],
    ['two rows', standardized(2, 1, [1, -1])],
    ['equal rows', standardized(30, 2, new Array<number>(60).fill(0.25))],
    ['no columns', standardized(10, 0, [])],
    ['more columns than rows', standardized(6, 40, normals(43, 'wide', 240))],
    [
      'equal columns',
      standardized(
        50,
        3,
        Array.from(normals(43, 'same', 50)).flatMap((value) => [value, value, value]),
      ),
    ],
    ['a far outlier', standardized(50, 1, normals(43, 'outlier', 50).fill(1e18, 0, 1))],
  ])('%s: surprisals are finite', async (_, features) => {
    const fit = await fitDensity(plainEngine, config, features, 1, 'odd');
    const surprisal = await densitySurprisal(plainEngine, fit, features);
    expect(surprisal.length).toBe(features.rows);
    expect(surprisal.every(Number.isFinite)).toBe(true);
  });

  it('has no surprise without columns', async () => {
    const empty = standardized(10, 0, []);
    const fit = await fitDensity(plainEngine, config, empty, 1, 'none');
    expectClose(await densitySurprisal(plainEngine, fit, empty), new Float64Array(10), 1e-15);
  });
});

describe('the policy of fitDensity', () => {
  /** An engine whose validation surprisal is scripted by components, shrinkage and iteration. */
  function scriptedEngine(script: (components: number, shrinkage: number, iteration: number) => number) {
    const log = { tried: [] as string[], iterated: [] as number[], open: 0 };
    const engine: Engine = {
      ...plainEngine,
      openMixture({ shrinkage }: MixtureTask, initial) {
        const { components } = initial;
        let iteration = 0;
        log.tried.push(`${components}/${shrinkage}`);
        log.open += 1;
        const session: MixtureSession = {
          iterate() {
            iteration += 1;
            return Promise.resolve(0);
          },
          surprisal({ rows }) {
            const value = script(components, shrinkage, iteration);
            if (value < 0) return Promise.reject(new Error('out of script'));
            return Promise.resolve(new Float64Array(rows).fill(value));
          },
          parameters: () => Promise.resolve({ ...initial, weights: Float64Array.of(iteration) }),
          restore: () => Promise.resolve(),
          close() {
            log.open -= 1;
            log.iterated.push(iteration);
            return Promise.resolve();
          },
        };
        return Promise.resolve(session);
      },
    };
    return { engine, log };
  }

  const small: DensityConfig = { ...config, components: [1, 2, 5], shrinkages: [0, 0.1, 0.3], patience: 2 };
  const features = standardized(200, 1, normals(44, 'scripted', 200));

  it('tries shrinkages while they help, then components with the chosen and the next', async () => {
    const { engine, log } = scriptedEngine(
      (components, shrinkage) => 10 - components - shrinkage * (1 - shrinkage * 4),
    );
    // Over shrinkage: 0 at 0, .06 at .1, −.06 at .3: .1 is best.
    const fit = await fitDensity(engine, small, features, 1, 'search');
    expect(log.tried).toEqual(['1/0', '1/0.1', '1/0.3', '2/0.1', '2/0.3', '5/0.1', '5/0.3']);
    expect([fit.shrinkage, fit.validationSurprisal]).toEqual([0.1, expect.closeTo(4.94, 12)]);
    expect(log.open).toBe(0);
  });

  it('stops at the first number of components that does not help', async () => {
    const { engine, log } = scriptedEngine((components) => (components === 1 ? 1 : 1 - 5e-5));
    await fitDensity(engine, small, features, 1, 'stop');
    expect(log.tried).toEqual(['1/0', '1/0.1', '2/0', '2/0.1']);
  });

  it('tries no more components than the rows allow, however much they promise', async () => {
    const { engine, log } = scriptedEngine((components) => 10 - components);
    const few = standardized(9, 1, normals(44, 'few', 9)); // 8 fitted: K(d + 1) ≤ 8
    await fitDensity(engine, small, few, 1, 'few');
    expect(log.tried.map((tried) => tried.split('/')[0])).toEqual(['1', '1', '2', '2']);
  });

  it('stops `patience` iterations after the best and keeps its parameters', async () => {
    const path = [5, 4, 3, 2.5, 2.6, 2.5 - 5e-5, 9];
    const { engine, log } = scriptedEngine((_c, _s, iteration) => path[iteration - 1]!);
    const only = { ...small, components: [2], shrinkages: [0] };
    const fit = await fitDensity(engine, only, features, 1, 'patience');
    expect(log.iterated).toEqual([6]);
    expect([fit.iterations, fit.validationSurprisal, fit.parameters.weights[0]]).toEqual([4, 2.5, 4]);
  });

  it('closes its session when an iteration fails', async () => {
    const { engine, log } = scriptedEngine(() => -1);
    await expect(fitDensity(engine, small, features, 1, 'fails')).rejects.toThrow('out of script');
    expect(log.open).toBe(0);
  });
});
