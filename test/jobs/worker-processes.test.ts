import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cancelRun } from '../../src/actions/cancel-run.js';
import { followRunEvents } from '../../src/actions/follow-run-events.js';
import { startEstimation, type EstimationRequest } from '../../src/actions/start-estimation.js';
import { runSteps } from '../../src/store/run-steps.js';
import { RUN_ENDED_CHANNEL } from '../../src/store/run-transitions.js';
import { findRun, type RunRecord } from '../../src/store/runs.js';
import { workers as workersOf } from '../../src/store/workers.js';
import { eventsOf } from '../support/run-to-end.js';
import { importSmallDataset, openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';
import { startWorkerProcess, type WorkerProcess } from '../support/worker-process.js';

/** Steps of a fraction of a second. */
const short: EstimationRequest = { dataset: 'small', preset: 'fast', uncertainty: { permutations: 20 } };
/** Steps of many seconds. */
const long: EstimationRequest = {
  dataset: 'large',
  preset: 'accurate',
  config: { classifier: { perceptron: { hidden: 512, maxEpochs: 500, patience: null } } },
};

describe('worker processes', () => {
  let workspace: TestWorkspace;
  const workers: WorkerProcess[] = [];

  beforeAll(async () => {
    workspace = await openTestWorkspace();
    await importSmallDataset(workspace, 'small', 600);
    await importSmallDataset(workspace, 'large', 4000);
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.end('SIGKILL')));
  });
  afterAll(() => workspace.close());

  const start = async (...options: string[]): Promise<WorkerProcess> => {
    const worker = await startWorkerProcess(workspace, ...options);
    workers.push(worker);
    return worker;
  };

  const until = async (isSo: () => Promise<boolean>): Promise<void> => {
    while (!(await isSo())) await sleep(20);
  };

  const running = async (run: RunRecord): Promise<number> =>
    (await runSteps(workspace.store, run.id)).filter(({ status }) => status === 'RUNNING').length;

  const recordsOf = ({ id: runId }: RunRecord): Promise<object[]> =>
    workspace.store.prisma.interaction.findMany({
      where: { runId },
      orderBy: { sampleIndex: 'asc' },
      omit: { runId: true },
    });

  it('go on with a retried run though they hear late of its earlier end', async () => {
    await start();
    const run = await startEstimation(workspace, short);
    const late = setInterval(() => {
      void workspace.store.pool.query('SELECT pg_notify($1, $2)', [RUN_ENDED_CHANNEL, run.id]);
    }, 20);
    const events = await eventsOf(workspace, run.id);
    clearInterval(late);
    expect(events.at(-1)).toMatchObject({ type: 'COMPLETED' });
    const steps = await runSteps(workspace.store, run.id);
    expect(steps.map(({ attempt }) => attempt)).toEqual(steps.map(() => 1));
  });

  it('do a step whose job they were given without hearing of it', async () => {
    await start();
    const [worker] = await workersOf(workspace.store);
    const run = await startEstimation(workspace, short);
    // As where the connection breaks on which the queue answers.
    const { rowCount } = await workspace.store.pool.query(
      `UPDATE graphile_worker._private_jobs SET locked_by = $1, locked_at = now()
       WHERE id = (SELECT max(id) FROM graphile_worker._private_jobs WHERE locked_at IS NULL)`,
      [worker!.slots[0]],
    );
    expect(rowCount).toBe(1);
    expect((await eventsOf(workspace, run.id)).at(-1)).toMatchObject({ type: 'COMPLETED' });
  });

  it('share a run, each taking steps, and give the records that one alone gives', async () => {
    await start();
    const alone = await startEstimation(workspace, short);
    await eventsOf(workspace, alone.id);
    await start('--concurrency', '1');
    await start('--concurrency', '3');
    const shared = await startEstimation(workspace, short);
    const slots = new Set<string>();
    for await (const { type } of await followRunEvents(workspace, shared.id, 0)) {
      if (type !== 'STEP_STARTED') continue;
      for (const { slot } of await runSteps(workspace.store, shared.id)) if (slot !== null) slots.add(slot);
    }
    const all = await workersOf(workspace.store);
    expect(all).toHaveLength(3);
    for (const { slots: own } of all) expect(own.some((slot) => slots.has(slot))).toBe(true);
    expect(await recordsOf(shared)).toEqual(await recordsOf(alone));
  }, 120_000);

  it('told to end, finish the steps at work and leave nothing behind', async () => {
    const worker = await start();
    const run = await startEstimation(workspace, short);
    await until(async () => (await running(run)) > 0);
    expect(await worker.end('SIGTERM')).toBe(0);
    expect(await running(run)).toBe(0);
    expect((await workersOf(workspace.store)).map(({ pid }) => pid)).not.toContain(worker.pid);
    const { type, step } = (await workspace.store.prisma.runEvent.findFirst({ where: { runId: run.id }, orderBy: { sequence: 'desc' } }))!; // prettier-ignore
    expect(type).toBe('STEP_COMPLETED');
    await start();
    const events = await eventsOf(workspace, run.id);
    expect(events.at(-1)).toMatchObject({ type: 'COMPLETED' });
    expect(events.filter((event) => event.type === 'STEP_STARTED' && event.step === step)).toHaveLength(1);
  });

  it('told to end, hand back steps that take too long, within ten seconds, and at once when told again', async () => {
    const run = await startEstimation(workspace, long);
    for (const isTwice of [false, true]) {
      const worker = await start();
      await until(async () => (await running(run)) > 0);
      const asked = performance.now();
      const ended = worker.end('SIGTERM');
      await sleep(300);
      if (isTwice) worker.child.kill('SIGTERM');
      expect(await ended).toBe(0);
      expect(performance.now() - asked).toBeLessThan(isTwice ? 5_000 : 12_000);
      const steps = await runSteps(workspace.store, run.id);
      expect(steps.filter(({ status }) => status === 'RUNNING')).toEqual([]);
      expect(steps.every(({ failures, losses }) => failures === 0 && losses === 0)).toBe(true);
    }
    const returned = await workspace.store.prisma.runEvent.count({
      where: { runId: run.id, type: 'STEP_RETURNED' },
    });
    expect(returned).toBeGreaterThan(1);
    await cancelRun(workspace, run.id);
  });

  it('leave a cancelled run within two seconds, and are free for the next', async () => {
    await start();
    const run = await startEstimation(workspace, long);
    await until(async () => (await running(run)) > 1);
    const next = await startEstimation(workspace, short);
    const asked = performance.now();
    await cancelRun(workspace, run.id);
    expect(await findRun(workspace.store, run.id)).toMatchObject({ status: 'CANCELLED' });
    await until(async () => (await running(next)) > 0);
    expect(performance.now() - asked).toBeLessThan(2_000);
    expect((await eventsOf(workspace, next.id)).at(-1)).toMatchObject({ type: 'COMPLETED' });
    expect(await recordsOf(run)).toEqual([]);
    expect(await running(run)).toBe(0);
    expect((await eventsOf(workspace, run.id)).at(-1)).toMatchObject({ type: 'CANCELLED' });
  });

  it('that stood still lose their steps to others, write nothing about them, and go on', async () => {
    const frozen = await start('--concurrency', '2');
    const run = await startEstimation(workspace, short);
    await until(async () => (await running(run)) > 1);
    frozen.child.kill('SIGSTOP');
    const held = (await runSteps(workspace.store, run.id)).filter(({ status }) => status === 'RUNNING');
    await start('--concurrency', '1');
    const isKnown = async (): Promise<boolean> =>
      (await workersOf(workspace.store)).some(({ pid }) => pid === frozen.pid);
    await until(async () => !(await isKnown())); // it was given up
    frozen.child.kill('SIGCONT');
    await until(isKnown); // and is back
    const events = await eventsOf(workspace, run.id);
    expect(events.at(-1)).toMatchObject({ type: 'COMPLETED' });
    for (const { name } of held) {
      const told = events.filter(({ step }) => step === name).map(({ type }) => type);
      expect(told.filter((type) => type === 'STEP_COMPLETED')).toHaveLength(1);
      expect(told).toContain('STEP_RETURNED');
    }
    const next = await startEstimation(workspace, { ...short, seed: 2 });
    expect((await eventsOf(workspace, next.id)).at(-1)).toMatchObject({ type: 'COMPLETED' });
    expect(frozen.child.exitCode).toBeNull();
  }, 120_000);

  it('pass over what needs more memory than they may use, and the run says so', async () => {
    await start('--memory', '0.0005');
    const run = await startEstimation(workspace, { ...long, preset: 'fast' });
    const told: string[] = [];
    for await (const { type } of await followRunEvents(workspace, run.id, 0)) {
      told.push(type);
      if (type === 'STEP_WAITING') break;
    }
    expect(told).toEqual(['QUEUED', 'STEP_WAITING']);
    await cancelRun(workspace, run.id);
  });
});
