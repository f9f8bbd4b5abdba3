import { describe, expect, it } from 'vitest';
import type { PerceptronConfig } from '../../../src/estimation/config.js';
import { plainEngine } from '../../../src/estimation/engines/plain/plain-engine.js';
import type { ClassifierSession, ClassifierTask, Engine } from '../../../src/estimation/engine.js';
import { fitPerceptrons } from '../../../src/estimation/classifiers/perceptron-fit.js';
import { presets } from '../../../src/estimation/presets.js';
import { Random } from '../../../src/estimation/random.js';
import { expectClose, float64, mean, normals, standardized } from '../numbers.js';

const config: PerceptronConfig = { ...presets['fast']!.classifier.perceptron, hidden: 16, maxEpochs: 30 };

/** An engine whose validation loss follows a script, one value an epoch; its labels are all 0. */
function scriptedEngine(losses: readonly number[]) {
  const log = {
    opened: [] as ClassifierTask[],
    trained: 0,
    /** Rows of the last epoch. */
    passed: 0,
    rates: [] as number[],
    closed: 0,
    restored: [] as number[],
  };
  const open = (task: ClassifierTask): ClassifierSession => {
    let epoch = 0;
    log.opened.push(task);
    return {
      trainEpoch(order, learningRate) {
        log.trained += 1;
        log.passed = order.length;
        log.rates.push(learningRate);
        epoch += 1;
        if (epoch > losses.length) return Promise.reject(new Error('out of script'));
        return Promise.resolve(0);
      },
      logits({ rows: every }, of) {
        const rows = of?.length ?? every;
        // log(1 + e^−z) = loss
        const z = -Math.log(Math.expm1(losses[epoch - 1] ?? 1));
        return Promise.resolve(Float64Array.from({ length: 2 * rows }, (_, index) => (index % 2 ? 0 : z)));
      },
      parameters: () => Promise.resolve({ hidden: epoch, layers: [] }),
      restore({ hidden }) {
        epoch = hidden;
        log.restored.push(hidden);
        return Promise.resolve();
      },
      close() {
        log.closed += 1;
        return Promise.resolve();
      },
    };
  };
  const engine: Engine = { ...plainEngine, openClassifier: (task) => Promise.resolve(open(task)) };
  return { engine, log };
}

const scripted = (engine: Engine, changes: Partial<PerceptronConfig> = {}, rows = 100) =>
  fitPerceptrons(
    engine,
    { ...config, models: 1, patience: 3, ...changes },
    {
      training: standardized(rows, 1, new Float64Array(rows)),
      labels: new Int32Array(rows),
      classes: 2,
      held: standardized(2, 1, [0, 0]),
    },
    1,
    'scripted',
  );

describe('the policy of fitPerceptrons', () => {
  it('stops after `patience` epochs without progress and goes back to the best', async () => {
    const { engine, log } = scriptedEngine([0.9, 0.5, 0.6, 0.4, 0.41, 0.4 - 5e-6, 0.5, 9, 9]);
    const fit = await scripted(engine);
    expect([log.trained, log.restored, log.closed]).toEqual([7, [4], 1]);
    expect(fit.epochs).toEqual([4]);
    expect(fit.validationLoss[0]).toBeCloseTo(0.4, 12);
    expectClose(fit.logProbabilities.subarray(0, 1), [-0.4], 1e-12);
  });

  it('stops at maxEpochs', async () => {
    const { engine, log } = scriptedEngine([0.9, 0.8, 0.7, 0.6, 0.5]);
    expect((await scripted(engine, { maxEpochs: 4 })).epochs).toEqual([4]);
    expect(log.trained).toBe(4);
  });

  it('keeps the start when training diverges at once', async () => {
    const { engine, log } = scriptedEngine([NaN, NaN, NaN, NaN, NaN]);
    const fit = await scripted(engine);
    expect([fit.epochs, log.trained, log.restored]).toEqual([[0], 3, [0]]);
  });

  it('trains every epoch on all rows and keeps the last parameters with `patience` null', async () => {
    const { engine, log } = scriptedEngine([0.9, 0.2, 0.6, 0.7]);
    const fit = await scripted(engine, { patience: null, maxEpochs: 4 });
    expect([log.passed, log.trained, log.restored]).toEqual([100, 4, []]);
    expect([fit.epochs, fit.validationLoss]).toEqual([[4], []]);
    expectClose(fit.logProbabilities.subarray(0, 1), [-0.7], 1e-12);
  });

  it('takes a tenth of the learning rate after `decayAfterEpoch`', async () => {
    const { engine, log } = scriptedEngine([0.9, 0.8, 0.7, 0.6]);
    await scripted(engine, { learningRate: 2, decayAfterEpoch: 2, maxEpochs: 4 });
    expectClose(log.rates, [2, 2, 0.2, 0.2], 1e-15);
  });

  it('closes its session when training fails', async () => {
    const { engine, log } = scriptedEngine([]);
    await expect(scripted(engine)).rejects.toThrow('out of script');
    expect(log.closed).toBe(1);
  });

  it('sets its share of the rows aside, and makes batches smaller for small sets', async () => {
    for (const [rows, fitted, batch] of [
      [10_000, 8800, 64],
      [500, 440, 28],
      [25, 22, 8],
    ] as const) {
      const { engine, log } = scriptedEngine([0.5, 0.5, 0.5, 0.5]);
      await scripted(engine, { models: 2 }, rows);
      expect(log.passed).toBe(fitted);
      expect(log.opened.map((task) => task.batchSize)).toEqual([batch, batch]);
    }
  });
});

describe('fitPerceptrons on the plain engine', () => {
  /** Two Gaussians a distance of 2 apart in one of two dimensions: log odds 2x. */
  function twoGaussians(rows: number, stream: string) {
    const random = new Random(40, `labels/${stream}`);
    const labels = Int32Array.from({ length: rows }, () => random.integer(2));
    const noise = normals(40, stream, 2 * rows);
    const data = noise.map((value, index) => value + (index % 2 ? 0 : 2 * labels[index >> 1]! - 1));
    return { features: standardized(rows, 2, data), labels };
  }
  const training = twoGaussians(1500, 'training');
  const held = twoGaussians(1500, 'held');
  const fit = (changes: Partial<PerceptronConfig>, stream = 'model') =>
    fitPerceptrons(
      plainEngine,
      { ...config, ...changes },
      { training: training.features, labels: training.labels, classes: 2, held: held.features },
      1,
      stream,
    );

  it('comes near the analytic posterior of two Gaussians', async () => {
    const { logProbabilities } = await fit({ models: 4, hidden: 64, maxEpochs: 100 });
    const truth = Float64Array.from(held.labels, (_, row) => 2 * held.features.data[2 * row]!);
    const odds = truth.map((_, row) => logProbabilities[2 * row + 1]! - logProbabilities[2 * row]!);
    const logSigmoid = (z: number): number => -Math.log1p(Math.exp(-z));
    const ofLabel = (z: number, row: number): number => logSigmoid(held.labels[row] ? z : -z);
    const error = Math.sqrt(mean(truth.map((z, row) => (ofLabel(odds[row]!, row) - ofLabel(z, row)) ** 2)));
    // 1,320 training rows leave a logistic regression with sqrt(3/1320) ≈ .05.
    expect(error).toBeLessThan(0.12);
    const loss = (scores: Float64Array): number => -mean(scores.map(ofLabel));
    expect(loss(odds) - loss(truth)).toBeLessThan(0.005);
  });

  it('averages models that start apart, the first as if it were alone', async () => {
    const several = await fit({ models: 3 });
    expect(new Set(several.validationLoss).size).toBe(3);
    const first = await fit({ models: 1 });
    expect(first.validationLoss[0]).toBe(several.validationLoss[0]);
    expect(several.logProbabilities).not.toEqual(first.logProbabilities);
  });

  it('gives the same result bit for bit, and another one on another stream', async () => {
    const [one, again, other] = [await fit({}), await fit({}), await fit({}, 'other')];
    expect(again).toEqual(one);
    expect(other.logProbabilities).not.toEqual(one.logProbabilities);
  });

  it.each([
    ['no held rows', 20, 2, 0],
    ['no columns', 20, 0, 3],
    ['one training row', 1, 2, 3],
    ['more columns than rows', 6, 40, 3],
  ])('takes %s', async (_, rows, columns, heldRows) => {
    const draw = (count: number) => standardized(count, columns, normals(41, 'odd', count * columns));
    const labels = Int32Array.from({ length: rows }, (_label, row) => row % 3);
    const { logProbabilities } = await fitPerceptrons(
      plainEngine,
      config,
      { training: draw(rows), labels, classes: 3, held: draw(heldRows) },
      1,
      'odd',
    );
    expect(logProbabilities.length).toBe(3 * heldRows);
    expect(logProbabilities.every((value) => Number.isFinite(value) && value < 0)).toBe(true);
  });

  it('scores one class with certainty', async () => {
    const one = standardized(4, 1, float64([1, 2, 3, 4]));
    const { logProbabilities } = await fitPerceptrons(
      plainEngine,
      config,
      { training: one, labels: new Int32Array(4), classes: 1, held: one },
      1,
      'c',
    );
    expectClose(logProbabilities, [0, 0, 0, 0], 0);
  });
});
