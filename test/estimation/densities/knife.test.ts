import { describe, expect, it } from 'vitest';
import type {
  Engine,
  KnifeParameters,
  KnifeSession,
  MixtureParameters,
  Standardized,
} from '../../../src/estimation/engine.js';
import { plainEngine } from '../../../src/estimation/engines/plain/plain-engine.js';
import {
  knifeFromMixture,
  mixtureFromKnife,
  scaleLimitHolding,
} from '../../../src/estimation/densities/knife-mixture.js';
import { dataKnifeStart, randomKnifeStart } from '../../../src/estimation/densities/knife-start.js';
import { trainKnife, type KnifeTraining } from '../../../src/estimation/densities/knife.js';
import { startMixture } from '../../../src/estimation/densities/mixture-start.js';
import { Random } from '../../../src/estimation/random.js';
import { mixtureTask } from '../mixture-task.js';
import { mean, normals, standardized } from '../numbers.js';

const published: KnifeTraining = {
  batchSize: 32,
  learningRate: 1e-3,
  maxEpochs: 30,
  patience: null,
  decayAfterEpoch: 20,
  scaleLimit: 1,
};
const early: KnifeTraining = { ...published, decayAfterEpoch: null, patience: 5, scaleLimit: 3 };

/** Correlated Gaussian rows `x = L z`, with their own surprisals. */
function gaussian(rows: number): { features: Standardized; surprisal: Float64Array } {
  const noise = normals(61, 'knife/gaussian', 3 * rows);
  const data = new Float64Array(3 * rows);
  const surprisal = new Float64Array(rows);
  const constant = Math.log(0.6 * 0.7) + 1.5 * Math.log(2 * Math.PI);
  for (let row = 0; row < rows; row += 1) {
    const [a, b, c] = noise.subarray(3 * row, 3 * row + 3) as unknown as [number, number, number];
    data.set([a, 0.8 * a + 0.6 * b, -0.5 * a + 0.5 * b + 0.7 * c], 3 * row);
    surprisal[row] = constant + (a * a + b * b + c * c) / 2;
  }
  return { features: standardized(rows, 3, data), surprisal };
}

function part({ columns, data }: Standardized, from: number, to: number): Standardized {
  return { rows: to - from, columns, data: data.subarray(from * columns, to * columns) };
}

async function surprisalOf(parameters: MixtureParameters, rows: Standardized): Promise<number> {
  const session = await plainEngine.openMixture(mixtureTask(rows, 0), parameters);
  return mean(await session.surprisal(rows));
}

/** The solution of EM for the rows. */
async function expectationMaximization(
  features: Standardized,
  components: number,
  random: Random,
): Promise<MixtureParameters> {
  const start = await startMixture(plainEngine, features, components, random);
  const session = await plainEngine.openMixture(mixtureTask(features, 1e-4), start);
  for (let iteration = 0; iteration < 30; iteration += 1) await session.iterate();
  return session.parameters();
}

describe('trainKnife', () => {
  const { features, surprisal } = gaussian(6000);
  const [fitted, validation] = [part(features, 0, 2000), part(features, 2000, 3000)];
  const held = part(features, 3000, 6000);
  const truth = mean(surprisal.subarray(3000));

  it('approaches the density of a Gaussian from the data start', async () => {
    const random = new Random(62, 'gaussian');
    const training = { ...early, maxEpochs: 200, learningRate: 3e-3 };
    const start = await dataKnifeStart(plainEngine, fitted, 1, 3, random);
    const fit = await trainKnife(plainEngine, fitted, validation, start, training, random);
    // 9 parameters and 2,000 rows cost 9/4000 = .002 nats on the average; Adam's noise adds to it.
    const excess = (await surprisalOf(mixtureFromKnife(fit.parameters, 3), held)) - truth;
    expect(excess).toBeGreaterThan(-0.005);
    expect(excess).toBeLessThan(0.02);
    const before = (await surprisalOf(mixtureFromKnife(start, 3), held)) - truth;
    expect(before).toBeGreaterThan(0.5); // the start has no correlations
  });

  it('learns from the published start in three dimensions', async () => {
    const random = new Random(63, 'published');
    const start = randomKnifeStart(5, 3, random);
    const fit = await trainKnife(plainEngine, fitted, null, start, published, random);
    const before = (await surprisalOf(mixtureFromKnife(start, 1), held)) - truth;
    const excess = (await surprisalOf(mixtureFromKnife(fit.parameters, 1), held)) - truth;
    expect(excess).toBeGreaterThan(0);
    expect(excess).toBeLessThan(before / 5);
    expect([fit.epochs, fit.validationSurprisal]).toEqual([30, null]);
  });

  it.each([1, 2, 3])('never worsens the solution of EM on the validation rows, seed %i', async (seed) => {
    // Few rows and many components: without early stopping, refinement overfits.
    const random = new Random(seed, 'refine');
    const few = part(features, 500 * seed, 500 * seed + 150);
    const mixture = await expectationMaximization(few, 5, random);
    const scaleLimit = scaleLimitHolding(mixture, 3);
    const ofMixture = await surprisalOf(mixture, validation);
    for (const learningRate of [1e-3, 0.5]) {
      const training = { ...early, learningRate, scaleLimit, maxEpochs: 40 };
      const start = knifeFromMixture(mixture, scaleLimit);
      const fit = await trainKnife(plainEngine, few, validation, start, training, random);
      const refined = await surprisalOf(mixtureFromKnife(fit.parameters, scaleLimit), validation);
      expect(refined).toBeLessThanOrEqual(ofMixture + 1e-10);
      expect(fit.validationSurprisal).toBeCloseTo(refined, 9);
      if (fit.epochs === 0) expect(fit.parameters).toEqual(start);
    }
  });

  it('gives the same result bit for bit', async () => {
    const run = async () => {
      const random = new Random(64, 'repeat');
      const start = await dataKnifeStart(plainEngine, fitted, 2, 3, random);
      return trainKnife(plainEngine, fitted, validation, start, { ...early, maxEpochs: 3 }, random);
    };
    expect(await run()).toEqual(await run());
  });

  it.each([
    ['one row', standardized(1, 2, [0.5, -0.5]), 2],
    ['more components than rows', standardized(3, 2, normals(65, 'few', 6)), 7],
    ['one column', standardized(40, 1, normals(65, 'line', 40)), 3],
    ['equal rows', standardized(20, 2, new Array<number>(40).fill(0.25)), 2],
    ['no columns', standardized(10, 0, []), 2],
  ])('stays finite for %s', async (_, odd, components) => {
    const random = new Random(65, 'odd');
    const start = await dataKnifeStart(plainEngine, odd, components, 3, random);
    for (const held of [null, odd, part(odd, 0, 0)]) {
      const fit = await trainKnife(plainEngine, odd, held, start, { ...early, maxEpochs: 8 }, random);
      expect(Number.isFinite(await surprisalOf(mixtureFromKnife(fit.parameters, 3), odd))).toBe(true);
    }
  });
});

describe('the policy of trainKnife', () => {
  const initial: KnifeParameters = randomKnifeStart(1, 1, new Random(66, 'policy'));
  const rows = standardized(6, 1, normals(66, 'rows', 6));
  const validation = standardized(2, 1, [0, 1]);

  /** An engine whose validation surprisal is scripted by epoch, the start being epoch 0. */
  function scriptedEngine(path: readonly number[]) {
    const log = { rates: [] as number[], orders: [] as number[][], open: 0 };
    const engine: Engine = {
      ...plainEngine,
      openKnife() {
        log.open += 1;
        const epoch = (): number => log.rates.length;
        const session: KnifeSession = {
          trainEpoch(order, learningRate) {
            log.orders.push(Array.from(order));
            log.rates.push(learningRate);
            return Promise.resolve(0);
          },
          surprisal({ rows: count }) {
            const value = path[epoch()];
            if (value === undefined) return Promise.reject(new Error('out of script'));
            return Promise.resolve(Float64Array.from({ length: count }, (_, row) => value + 2 * row - 1));
          },
          parameters: () => Promise.resolve({ ...initial, means: Float64Array.of(epoch()) }),
          restore: () => Promise.resolve(),
          close() {
            log.open -= 1;
            return Promise.resolve();
          },
        };
        return Promise.resolve(session);
      },
    };
    return { engine, log };
  }

  const train = (path: readonly number[], held: Standardized | null, training: Partial<KnifeTraining>) => {
    const { engine, log } = scriptedEngine(path);
    const result = trainKnife(
      engine,
      rows,
      held,
      initial,
      { ...early, ...training },
      new Random(66, 'train'),
    );
    return { result, log };
  };

  it('stops `patience` epochs after the best and keeps its parameters', async () => {
    const { result, log } = train([5, 4, 3, 3 - 5e-5, 3.5, 1], validation, { patience: 2 });
    const fit = await result;
    expect([fit.epochs, fit.validationSurprisal, fit.parameters.means[0]]).toEqual([2, 3, 2]);
    expect([log.rates.length, log.open]).toEqual([4, 0]);
  });

  it('keeps the start when no epoch is better, even where epochs are not numbers', async () => {
    for (const path of [
      [1, 2, 3],
      [1, 1, 1],
      [1, NaN, NaN],
      [1, Infinity, NaN],
    ]) {
      const fit = await train(path, validation, { patience: 2 }).result;
      expect(fit).toEqual({ parameters: initial, epochs: 0, validationSurprisal: 1 });
    }
  });

  it('goes on to the last epoch without patience, and still keeps the best', async () => {
    const { result, log } = train([5, 4, 6, 6, 6, 6, 3.5, 7], validation, { patience: null, maxEpochs: 7 });
    expect((await result).epochs).toBe(6);
    expect(log.rates.length).toBe(7);
  });

  it('takes all epochs and the last parameters without validation rows, whatever the patience', async () => {
    const { result, log } = train([], null, { patience: 1, maxEpochs: 4 });
    const fit = await result;
    expect([fit.epochs, fit.validationSurprisal, fit.parameters.means[0]]).toEqual([4, null, 4]);
    expect(log.open).toBe(0);
  });

  it('takes a tenth of the learning rate after `decayAfterEpoch`, and shuffles anew each epoch', async () => {
    const { result, log } = train([], null, { maxEpochs: 4, learningRate: 0.5, decayAfterEpoch: 2 });
    await result;
    expect(log.rates).toEqual([0.5, 0.5, 0.05, 0.05]);
    for (const order of log.orders) expect(order.toSorted()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(new Set(log.orders.map(String)).size).toBeGreaterThan(1);
  });

  it('gives back the start when there are no validation rows to judge by, or no epochs', async () => {
    const none = standardized(0, 1, []);
    expect(await train([], none, {}).result).toEqual({
      parameters: initial,
      epochs: 0,
      validationSurprisal: null,
    });
    expect((await train([], null, { maxEpochs: 0 }).result).parameters).toEqual(initial);
  });

  it('closes its session when training fails', async () => {
    const { result, log } = train([5, 4], validation, {});
    await expect(result).rejects.toThrow('out of script');
    expect(log.open).toBe(0);
    const broken = standardized(2, 1, [NaN, 0]);
    await expect(
      trainKnife(plainEngine, broken, null, initial, early, new Random(66, 'nan')),
    ).rejects.toThrow('not finite');
  });
});
