import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStepThreads } from '../../jobs/step-threads.js';
import { startWorker, type Worker } from '../../jobs/worker.js';
import { cancelRun } from '../../src/actions/cancel-run.js';
import { followRunEvents } from '../../src/actions/follow-run-events.js';
import { runDocument } from '../../src/actions/run-document.js';
import { retryRun } from '../../src/actions/retry-run.js';
import { startEstimation, type EstimationRequest } from '../../src/actions/start-estimation.js';
import type { BlobStore } from '../../src/features/blob-store.type.js';
import type { EpochLoss } from '../../src/estimation/step-observer.js';
import type { RunEventRecord } from '../../src/store/run-events.js';
import { keptGroups } from '../../src/store/interactions/run-summaries.js';
import { findRun, type RunRecord } from '../../src/store/runs.js';
import { importSmallDataset, openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';

describe('an estimation run', () => {
  let workspace: TestWorkspace;
  const workers: Worker[] = [];

  beforeEach(async () => {
    workspace = await openTestWorkspace();
    await importSmallDataset(workspace);
  });
  afterEach(async () => {
    for (const worker of workers.splice(0)) await worker.stop();
    await workspace.close();
  });

  const work = async (threads?: number, blobs: BlobStore = workspace.blobs): Promise<Worker> => {
    const shared = { ...workspace, blobs };
    const worker = await startWorker(shared, {
      report: () => undefined,
      ...(threads !== undefined && { threads: await openStepThreads(threads) }),
    });
    workers.push(worker);
    return worker;
  };

  const untilEnd = async (run: RunRecord): Promise<RunEventRecord[]> => {
    const events: RunEventRecord[] = [];
    for await (const event of await followRunEvents(workspace, run.id, 0)) events.push(event);
    return events;
  };

  const complete = async (request: Partial<EstimationRequest> = {}): Promise<RunRecord> => {
    const run = await startEstimation(workspace, { dataset: 'small', preset: 'fast', ...request });
    const events = await untilEnd(run);
    expect(events.at(-1)).toMatchObject({ type: 'COMPLETED' });
    return (await findRun(workspace.store, run.id))!;
  };

  const recordsOf = ({ id: runId }: RunRecord): Promise<object[]> =>
    workspace.store.prisma.interaction.findMany({
      where: { runId },
      orderBy: { sampleIndex: 'asc' },
      omit: { runId: true },
    });

  it('tells every step in order, with progress that never falls, and ends complete', async () => {
    await work();
    const run = await startEstimation(workspace, { dataset: 'small', preset: 'fast' });
    const events = await untilEnd(run);
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
    expect(events.slice(0, 2).map(({ type }) => type)).toEqual(['QUEUED', 'STARTED']);
    expect(events.filter(({ type }) => type === 'STEP_COMPLETED')).toHaveLength(27);
    events.slice(1).forEach((event, index) => {
      expect(event.progress).toBeGreaterThanOrEqual(events[index]!.progress);
    });
    expect(events.at(-1)).toMatchObject({ type: 'COMPLETED', progress: 1 });

    const records = await recordsOf(run);
    expect(records).toHaveLength(60);
    const steps = await workspace.store.prisma.runStep.findMany({ where: { runId: run.id } });
    expect(steps.every(({ status }) => status === 'COMPLETED')).toBe(true);
    expect(steps.filter(({ resultSha256 }) => resultSha256 !== null)).toHaveLength(26);
  });

  it('tells the losses of every epoch once, in order, in the events of its step', async () => {
    await importSmallDataset(workspace, 'longer', 2000);
    await work(1);
    const perceptron = { hidden: 192, maxEpochs: 100, patience: 100, models: 2 };
    const config = { folds: 2, classifier: { candidates: ['perceptron'], perceptron } };
    const run = await startEstimation(workspace, { dataset: 'longer', preset: 'fast', config });
    const events = await untilEnd(run);
    expect(events.at(-1)).toMatchObject({ type: 'COMPLETED', remainingSeconds: 0 });
    const reports = events.filter(({ type }) => type === 'STEP_PROGRESS');
    expect(reports.length).toBeGreaterThan(0);
    const trained = (await workspace.store.prisma.runStep.findMany({ where: { runId: run.id, kind: 'CLASSIFIER' } })).map(({ name }) => name); // prettier-ignore
    for (const name of trained) {
      const losses = events.filter(({ step }) => step === name).flatMap(({ epochs }) => epochs as unknown as EpochLoss[]); // prettier-ignore
      for (const model of ['perceptron-1', 'perceptron-2']) {
        const own = losses.filter((loss) => loss.model === model);
        expect(own.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 100 }, (_, at) => at + 1));
        expect(own.every(({ validation }) => validation! > 0)).toBe(true);
      }
    }
    const known = events.filter(({ remainingSeconds }) => remainingSeconds !== null);
    expect(known.length).toBeGreaterThan(events.length / 2);
  }, 120_000);

  it('gives the same records bit for bit for the same seed, on one thread or three', async () => {
    await work(1);
    const first = await complete({ seed: 11 });
    await workers.pop()!.stop();
    await work(3);
    const second = await complete({ seed: 11 });
    const other = await complete({ seed: 12 });
    expect(await recordsOf(second)).toEqual(await recordsOf(first));
    expect(await recordsOf(other)).not.toEqual(await recordsOf(first));
  });

  it('agrees with itself: class rows, means and records say the same', async () => {
    await work();
    const run = await complete();
    const document = await runDocument(workspace, run, 'nats');
    const records = (await recordsOf(run)) as { r: number; u1: number; classIndex: number }[];
    const mean = (values: readonly number[]): number =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(document.raw!.R).toBeCloseTo(mean(records.map(({ r }) => r)), 12);
    document.classes!.forEach((row, index) => {
      const members = records.filter(({ classIndex }) => classIndex === index);
      expect(row.n).toBe(members.length);
      expect(row.raw!.U1).toBeCloseTo(mean(members.map(({ u1 }) => u1)), 12);
      expect(row.adjusted!.R).toBeCloseTo(row.raw!.R + document.adjustment!.offset, 12);
    });
    const bits = await runDocument(workspace, run, 'bits');
    expect(bits.information!.I12 * Math.LN2).toBeCloseTo(document.information!.I12, 12);
    const presentation = { method: 'lsmi', scale: 1, offset: 0 } as const;
    const [groups] = await keptGroups(workspace.store, [{ run, presentation }], []);
    const [all] = groups!;
    expect(all).toMatchObject({ count: records.length, nonFiniteCount: 0 });
    expect(all!.values.r!.mean).toBeCloseTo(document.raw!.R, 12);
  });

  it('keeps finished steps when an attempt fails, and the next attempt goes on from there', async () => {
    let puts = 0;
    const failing: BlobStore = {
      ...workspace.blobs,
      put(...parts) {
        puts += 1;
        if (puts === 9) throw new Error('the disk is full');
        return workspace.blobs.put(...parts);
      },
    };
    await work(1, failing);
    const run = await startEstimation(workspace, { dataset: 'small', preset: 'fast', seed: 3 });
    const events = await untilEnd(run);
    expect(events.at(-1)!.type).toBe('COMPLETED');
    const steps = events.filter(({ type }) => type === 'STEP_COMPLETED').map(({ step }) => step);
    expect(new Set(steps).size).toBe(27);
    expect(steps).toHaveLength(27); // nothing finished was done again
    expect(puts).toBe(27); // 26 results and the failed attempt's one
    await workers.pop()!.stop();
    await work();
    expect(await recordsOf(run)).toEqual(await recordsOf(await complete({ seed: 3 })));
  });

  it('is handed back by a worker that is told to stop, and goes on with the next', async () => {
    await work(1);
    await importSmallDataset(workspace, 'longer', 1200);
    const run = await startEstimation(workspace, { dataset: 'longer', preset: 'accurate' });
    const events = await followRunEvents(workspace, run.id, 0);
    for (let seen = 0; seen < 4; seen += 1) await events.next();
    await workers.pop()!.stop();
    expect(await findRun(workspace.store, run.id)).toMatchObject({ status: 'RUNNING' });
    await work();
    const steps = (await untilEnd(run)).filter(({ type }) => type === 'STEP_COMPLETED');
    expect(steps.map(({ step }) => step).sort()).toEqual([...new Set(steps.map(({ step }) => step))].sort());
    expect(steps).toHaveLength(27);
    expect(await recordsOf(run)).toHaveLength(1200);
  });

  it('cancels a queued run at once, and no worker takes it up', async () => {
    const run = await startEstimation(workspace, { dataset: 'small' });
    expect(await cancelRun(workspace, run.id)).toMatchObject({ status: 'CANCELLED' });
    await work();
    await complete();
    expect((await untilEnd(run)).map(({ type }) => type)).toEqual(['QUEUED', 'CANCELLED']);
    await expect(cancelRun(workspace, run.id)).rejects.toMatchObject({ code: 'RUN_FINISHED' });
  });

  it('cancels an executing run and frees the worker', async () => {
    await work(1);
    await importSmallDataset(workspace, 'longer', 3000);
    const run = await startEstimation(workspace, { dataset: 'longer', preset: 'accurate' });
    let asked = 0;
    for await (const event of await followRunEvents(workspace, run.id, 0)) {
      if (event.type === 'STARTED') {
        asked = Date.now();
        await cancelRun(workspace, run.id);
      }
      if (event.type === 'CANCELLED') expect(Date.now() - asked).toBeLessThan(2000);
      expect(event.type).not.toBe('COMPLETED');
    }
    expect(await findRun(workspace.store, run.id)).toMatchObject({ status: 'CANCELLED' });
    expect(await recordsOf(run)).toEqual([]);
    await complete();
  });

  it('fails with a sentence, and without useless attempts, when the features are gone', async () => {
    const run = await startEstimation(workspace, { dataset: 'small', preset: 'fast' });
    const modalities = await workspace.store.prisma.modality.findMany();
    await workspace.blobs.delete(modalities[0]!.featureSha256);
    await work();
    const last = (await untilEnd(run)).at(-1)!;
    expect(last).toMatchObject({ type: 'FAILED' });
    expect(last.message).toContain(`the blob ${modalities[0]!.featureSha256} is not in the store`);
    expect(await findRun(workspace.store, run.id)).toMatchObject({
      status: 'FAILED',
      error: last.message,
      errorCode: 'FEATURES_GONE',
    });
  });

  it('ends the run of a payload that is newer than the worker, and drops what it cannot read', async () => {
    const said: string[] = [];
    const queued = await startEstimation(workspace, { dataset: 'small', preset: 'fast' });
    const add = (payload: unknown) =>
      workspace.store.pool.query(`SELECT graphile_worker.add_job('interlens-run-step', $1, priority => -9)`, [
        JSON.stringify(payload),
      ]);
    await add({ version: 2, runId: queued.id, step: 'sharded' });
    for (const payload of [{}, 'text', null, [1], { version: 1, runId: 5, position: -1 }, { version: 9 }]) {
      await add(payload);
    }
    workers.push(await startWorker(workspace, { report: (message) => said.push(message) }));
    expect((await untilEnd(queued)).at(-1)).toMatchObject({ type: 'FAILED' });
    expect(await findRun(workspace.store, queued.id)).toMatchObject({ errorCode: 'NEWER_PAYLOAD' });
    await retryRun(workspace, queued.id);
    expect((await untilEnd(queued)).at(-1)).toMatchObject({ type: 'COMPLETED' });
    const { rows } = await workspace.store.pool.query('SELECT FROM graphile_worker.jobs');
    expect(rows).toHaveLength(0);
    expect(said.filter((text) => /cannot be read|newer Interlens/.test(text))).toHaveLength(7);
  });

  it('makes one run for one idempotency key, also when asked twice at once', async () => {
    const request = { dataset: 'small', preset: 'fast', idempotencyKey: 'same' };
    const runs = await Promise.all([1, 2, 3].map(() => startEstimation(workspace, request)));
    expect(new Set(runs.map(({ id }) => id)).size).toBe(1);
    const { rows } = await workspace.store.pool.query('SELECT FROM graphile_worker.jobs');
    expect(rows).toHaveLength(25); // the first steps of one run
    await expect(startEstimation(workspace, { ...request, seed: 5 })).rejects.toMatchObject({
      code: 'KEY_REUSED',
    });
  });

  it.each([
    [{ dataset: 'absent' }, 'DATASET_NOT_FOUND', 'datasetId'],
    [{ dataset: '\u0000' }, 'DATASET_NOT_FOUND', 'datasetId'],
    [{ idempotencyKey: '\ud83d' }, 'BAD_KEY', 'idempotencyKey'],
    [{ preset: 'quick' }, 'UNKNOWN_PRESET', 'preset'],
    [{ preset: 'constructor' }, 'UNKNOWN_PRESET', 'preset'],
    [{ seed: -1 }, 'BAD_SEED', 'seed'],
    [{ seed: 1.5 }, 'BAD_SEED', 'seed'],
    [{ pair: ['first', 'third'] as const }, 'BAD_PAIR', 'pair'],
    [{ pair: ['first', 'first'] as const }, 'BAD_PAIR', 'pair'],
    [{ idempotencyKey: '' }, 'BAD_KEY', 'idempotencyKey'],
  ])('refuses %j and queues nothing', async (request, code, field) => {
    await expect(startEstimation(workspace, { dataset: 'small', ...request })).rejects.toMatchObject({
      name: 'InputFailure',
      code,
      field,
    });
    expect(await workspace.store.prisma.estimationRun.count()).toBe(0);
  });
});
