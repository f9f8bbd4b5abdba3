import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findInformation } from '../../jobs/find-information.js';
import { screenFeatures } from '../../jobs/screen-features.js';
import type { StepProgress } from '../../jobs/step-progress.js';
import { openStepThreads, type StepThreads } from '../../jobs/step-threads.js';
import { presets } from '../../src/estimation/presets.js';
import { Random } from '../../src/estimation/random.js';
import type { Modality, ModelStep, Subject } from '../../src/estimation/steps.js';

const ROWS = 400;
const random = new Random(110, 'step-threads');
/** A constant column, two of noise, a copy of one of them and the class, faintly. */
const matrix = () => {
  const data = new Float32Array(ROWS * 5);
  for (let row = 0; row < ROWS; row += 1) {
    const [a, b] = [random.normal(), random.normal()];
    data.set([3, a, b, 2 * a + 1, random.normal() + (row % 3)], row * 5);
  }
  return { rows: ROWS, columns: 5, data };
};
const continuous = {
  first: matrix(),
  second: matrix(),
  classIndex: Int32Array.from({ length: ROWS }, (_, row) => row % 3),
  classes: 3,
};
const coin = {
  rows: ROWS,
  columns: 1,
  data: Float32Array.from(continuous.classIndex, (label) => Number(label > 0)),
};
const config = presets['fast']!;
const step = (kind: ModelStep['kind'], subject: Subject, fold = 0): ModelStep => ({ kind, subject, fold, name: `${kind} ${subject} ${String(fold)}`, repetition: 0 }); // prettier-ignore

describe('on threads', () => {
  let threads: StepThreads;
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  const scored = async (of: ModelStep, features: typeof continuous) => ({
    step: of,
    result: (await threads.run({ kind: 'model', config, seed: 1, features, step: of }, signal)).result,
  });
  beforeEach(async () => {
    threads = await openStepThreads(2);
  });
  afterEach(() => threads.close());

  it('densities are the same whether columns are screened once or by every step', async () => {
    const screened = await screenFeatures(threads, config, { ...continuous, second: coin }, signal);
    const { first, second } = screened.screening!;
    expect([...first!.kept]).toEqual([1, 2, 4]);
    expect(first!.leftOut).toEqual({ constant: 1, duplicate: 1, collinear: 0 });
    expect(second).toBeUndefined(); // counted
    for (const modality of ['first', 'second'] satisfies Modality[]) {
      const alone = await scored(step('DENSITY', modality), { ...continuous, second: coin });
      expect(await scored(step('DENSITY', modality), screened as typeof continuous)).toEqual(alone);
    }
  });

  it('every subject is told its information, and nothing is left running when scores are missing', async () => {
    const labels = { classIndex: continuous.classIndex, classes: 3 };
    const request = { config, seed: 1, labels };
    const folds = Array.from({ length: config.folds }, (_, fold) => fold);
    const scoresOf = (subject: Subject) =>
      Promise.all(folds.map((fold) => scored(step('CLASSIFIER', subject, fold), continuous)));
    const { result, seconds } = await findInformation(threads, request, scoresOf, signal);
    const mean = (subject: Subject): number =>
      result[subject].values.reduce((sum, value) => sum + value, 0) / ROWS;
    // A shift of one deviation a class says about .3 nats of log 3.
    for (const subject of ['first', 'second'] as const) expect(Math.abs(mean(subject) - 0.25)).toBeLessThan(0.15); // prettier-ignore
    expect(mean('both')).toBeGreaterThan(Math.max(mean('first'), mean('second')));
    expect(seconds).toBeGreaterThan(0);
    const missing = (subject: Subject) => (subject === 'second' ? Promise.resolve([]) : scoresOf(subject));
    await expect(findInformation(threads, request, missing, signal)).rejects.toThrow('scores of a fold');
  });

  it('progress arrives while a step is at work, all of it before its result, and its channel is closed', async () => {
    const lasting = (epochs: number): typeof config => ({ ...presets['accurate']!, classifier: { ...config.classifier, perceptron: { ...config.classifier.perceptron, maxEpochs: epochs, patience: epochs } } }); // prettier-ignore
    const told: (StepProgress & { at: number })[] = [];
    const onProgress = (progress: StepProgress): void =>
      void told.push({ ...progress, at: performance.now() });
    const task = { kind: 'model', config: lasting(2_000), seed: 1, features: continuous, step: step('CLASSIFIER', 'both') } as const; // prettier-ignore
    const ports = (): number =>
      process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;
    const before = ports();
    const { result } = await threads.run(task, signal, onProgress);
    const end = performance.now();
    const seen = told.length;
    expect(told.filter(({ at }) => at < end - 50).length).toBeGreaterThan(0);
    const fractions = told.map(({ fraction }) => fraction);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions.at(-1)).toBe(1);
    const epochs = told
      .flatMap((progress) => progress.epochs)
      .filter(({ model }) => model === 'perceptron-1');
    expect(epochs.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 2_000 }, (_, at) => at + 1));
    expect((await threads.run(task, signal)).result).toEqual(result);

    const cancel = new AbortController();
    const endless = { ...task, config: lasting(1_000_000) };
    const cancelled = threads.run(endless, cancel.signal, () => {
      cancel.abort();
    });
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
    await sleep(300);
    expect(told).toHaveLength(seen);
    expect(ports()).toBeLessThanOrEqual(before);
  }, 120_000);

  it('a warm pool takes work, and can be closed before it is warm', async () => {
    await threads.warmUp();
    const { result } = await scored(step('DENSITY', 'first'), continuous);
    expect(result.values.length).toBe(ROWS / config.folds);
    const warming = threads.warmUp();
    await threads.close();
    await warming;
  });
});
