import { join } from 'node:path';
import { Tinypool } from 'tinypool';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Timed } from '../../jobs/step-task.js';
import { askingRunner, endingRunner } from '../../jobs/task-runner.js';
import { packageRoot } from '../../src/database/package-root.js';
import { presets } from '../../src/estimation/presets.js';
import { normals } from '../estimation/numbers.js';

const ROWS = 400;
const modality = (seed: number) => ({ rows: ROWS, columns: 6, data: Float32Array.from(normals(seed, 'runner', ROWS * 6)) }); // prettier-ignore
const features = {
  first: modality(1),
  second: modality(2),
  classIndex: Int32Array.from({ length: ROWS }, (_, row) => row % 3),
  classes: 3,
};
const step = { name: 'classifier', fold: 0, repetition: 0, subject: 'both' } as const;
/** Of many seconds on TensorFlow.js in JavaScript. */
const long = {
  kind: 'model',
  config: presets['accurate']!,
  seed: 1,
  features,
  step: { ...step, kind: 'CLASSIFIER' },
} as const;
const short = {
  ...long,
  config: presets['fast']!,
  step: { ...step, kind: 'DENSITY', subject: 'first' },
} as const;
const engine = { engine: 'tensorflow', backend: 'cpu' } as const;

describe.each([
  { name: 'askingRunner', open: askingRunner, leavesThread: true },
  { name: 'endingRunner', open: endingRunner, leavesThread: false },
])('$name', ({ open, leavesThread }) => {
  let pool: Tinypool;
  beforeEach(() => {
    pool = new Tinypool({ filename: join(packageRoot(), 'dist', 'jobs', 'step-thread.js'), minThreads: 1, maxThreads: 1 }); // prettier-ignore
  });
  afterEach(() => pool.destroy());

  it(`rejects when the signal fires, and ${leavesThread ? 'leaves' : 'ends'} the thread`, async () => {
    const runner = open(pool, engine);
    const thread = pool.threads[0]!.threadId;
    const cancel = new AbortController();
    const [running, waiting] = [runner.run(long, cancel.signal), runner.run(long, cancel.signal)];
    setTimeout(() => {
      cancel.abort();
    }, 1500);
    const start = performance.now();
    await expect(Promise.all([running, waiting])).rejects.toMatchObject({ name: 'AbortError' });
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    await runner.settle();
    // The whole step would take longer by far.
    expect(performance.now() - start).toBeLessThan(15_000);
    await expect(runner.run(long, cancel.signal)).rejects.toMatchObject({ name: 'AbortError' });
    if (leavesThread) expect(pool.threads[0]!.threadId).toBe(thread);
    else expect(pool.threads[0]!.threadId).not.toBe(thread);
  });

  it('settles what is running', async () => {
    const runner = open(pool, engine);
    const work = runner.run(long, new AbortController().signal).catch((error: unknown) => error);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await runner.settle();
    await pool.destroy();
    expect(await work).toBeInstanceOf(Error);
  });

  it('gives the answer of the thread', async () => {
    const answer = await open(pool, engine).run(short, new AbortController().signal);
    expect(answer).toMatchObject({ result: { diagnostics: { model: 'mixture' } } });
    expect((answer as Timed<unknown>).seconds).toBeGreaterThan(0);
  });
});
