import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cancelRun } from '../../src/actions/cancel-run.js';
import { retryRun } from '../../src/actions/retry-run.js';
import { startEstimation } from '../../src/actions/start-estimation.js';
import { writeInteractions } from '../../src/store/interactions/write-interactions.js';
import { failStep, handBackStep, LOSSES_BORNE, STEP_RETRIES } from '../../src/store/return-steps.js';
import {
  ClaimLost,
  claimStep,
  completeStep,
  reportStep,
  type RunStepRecord,
} from '../../src/store/run-steps.js';
import { findRun } from '../../src/store/runs.js';
import { giveUpWorker, leaveWorkers, newWorkerId, registerWorker } from '../../src/store/workers.js';
import { importSmallDataset, openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';

const OUTCOME = { resultSha256: null, diagnostics: {}, seconds: 1 };

describe('a step of a run', () => {
  let workspace: TestWorkspace;

  beforeAll(async () => {
    workspace = await openTestWorkspace();
    await importSmallDataset(workspace);
  });
  afterAll(() => workspace.close());

  const queuedRun = async (): Promise<string> =>
    (await startEstimation(workspace, { dataset: 'small', preset: 'fast' })).id;

  const claim = async (runId: string, slot: string, position = 0): Promise<RunStepRecord> => {
    const step = await claimStep(workspace.store, { runId, position }, slot, 'wasm');
    expect(step).not.toBeNull();
    return step!;
  };

  /** A worker that holds no lock, as if it had been killed. */
  const deadWorker = async (...slots: string[]): Promise<number> => {
    const id = await newWorkerId(workspace.store);
    const description = { host: 'test', pid: 1, engine: 'wasm', threads: 1, memory: 1n };
    await registerWorker(workspace.store, id, slots, description);
    return id;
  };

  const stepOf = (runId: string, position = 0): Promise<RunStepRecord> =>
    workspace.store.prisma.runStep.findUniqueOrThrow({ where: { runId_position: { runId, position } } });

  const jobsOf = async (runId: string): Promise<{ key: string; priority: number; delay: number }[]> => {
    const { rows } = await workspace.store.pool.query<{ key: string; priority: number; delay: number }>(
      `SELECT key, priority, extract(epoch FROM run_at - now())::float8 AS delay
       FROM graphile_worker.jobs WHERE key LIKE $1 || '/%'`,
      [runId],
    );
    return rows;
  };

  it('is taken by one only, and is that one’s still when the answer to the taking was lost', async () => {
    const runId = await queuedRun();
    const address = { runId, position: 0 };
    const taken = await Promise.all(
      ['a', 'b', 'c', 'd'].map((slot) => claimStep(workspace.store, address, slot, 'wasm')),
    );
    const [step, ...others] = taken.filter((one) => one !== null);
    expect(others).toEqual([]);
    expect(await claimStep(workspace.store, address, step!.slot!, 'wasm')).toMatchObject({ attempt: 2 });
  });

  it('is written about by whoever holds it alone', async () => {
    const runId = await queuedRun();
    const lost = await claim(runId, 'killed');
    await giveUpWorker(workspace.store, await deadWorker('killed'));
    expect(await stepOf(runId)).toMatchObject({ status: 'QUEUED', slot: null, losses: 1, failures: 0 });
    const { store } = workspace;
    const number = new Float64Array(60);
    const columns = { i1: number, i2: number, i12: number, h1: number, h2: number, r: number, u1: number, u2: number, s: number }; // prettier-ignore
    const records = { columns, classIndex: new Int32Array(60), foldOf: new Int32Array(60), spread: null };
    const writings = [
      () => completeStep(store, lost, OUTCOME, []),
      () => reportStep(store, lost, 0.5, []),
      () => failStep(store, lost, 'broken', null),
      () => handBackStep(store, lost, 'by a ghost'),
      () => writeInteractions(store, runId, records, lost),
    ];
    const refusesAll = async (runEnded: boolean): Promise<void> => {
      const before = await findRun(store, runId);
      for (const write of writings) {
        await expect(write()).rejects.toThrow(ClaimLost);
        await expect(write()).rejects.toMatchObject({ runEnded });
      }
      expect(await findRun(store, runId)).toEqual(before);
      expect(await store.prisma.interaction.count({ where: { runId } })).toBe(0);
    };
    await refusesAll(false); // nobody has it
    const present = await claim(runId, 'next');
    await refusesAll(false); // another has it
    await completeStep(store, present, OUTCOME, []);
    await refusesAll(false); // it is done
    await completeStep(store, present, OUTCOME, []); // again by the one that did it: harmless
    await cancelRun(workspace, runId);
    await refusesAll(true);
  });

  it('is tried three times more, after growing pauses, and then ends its run with its error', async () => {
    const runId = await queuedRun();
    for (let failures = 1; failures <= STEP_RETRIES; failures += 1) {
      const step = await claim(runId, `slot-${failures}`);
      expect(await failStep(workspace.store, step, 'the disk is full', null)).toBe(true);
      expect(await stepOf(runId)).toMatchObject({ status: 'QUEUED', failures });
    }
    const done = await claim(runId, 'other', 1);
    await completeStep(workspace.store, done, OUTCOME, []);
    await workspace.store.pool.query('SELECT graphile_worker.remove_job($1)', [`${runId}/1`]);
    expect(await failStep(workspace.store, await claim(runId, 'last'), 'the disk is full', null)).toBe(false);
    expect(await findRun(workspace.store, runId)).toMatchObject({
      status: 'FAILED',
      errorCode: 'STEP_FAILED',
      error: 'The step classifier:first:fold-0 failed 4 times: the disk is full',
    });
    expect(await jobsOf(runId)).toEqual([]);

    await retryRun(workspace, runId);
    expect(await findRun(workspace.store, runId)).toMatchObject({
      status: 'QUEUED',
      error: null,
      finishedAt: null,
    });
    expect(await stepOf(runId, 1)).toMatchObject({ status: 'COMPLETED' }); // what was finished is kept
    expect(await stepOf(runId)).toMatchObject({ status: 'QUEUED', failures: 0 });
    expect(await jobsOf(runId)).toHaveLength(24);
    await expect(retryRun(workspace, runId)).rejects.toMatchObject({ code: 'RUN_NOT_RETRYABLE' });
  });

  it('ends its run when it takes one worker after the other with it', async () => {
    const runId = await queuedRun();
    for (let losses = 1; losses <= LOSSES_BORNE; losses += 1) {
      expect(await findRun(workspace.store, runId)).not.toMatchObject({ status: 'FAILED' });
      await claim(runId, `victim-${losses}`);
      await giveUpWorker(workspace.store, await deadWorker(`victim-${losses}`));
    }
    expect(await findRun(workspace.store, runId)).toMatchObject({
      status: 'FAILED',
      errorCode: 'WORKERS_LOST',
    });
  });

  it('is not given up with a worker that is alive, or was given up before', async () => {
    const runId = await queuedRun();
    await claim(runId, 'alive');
    const id = await deadWorker('alive');
    const holder = await workspace.store.pool.connect();
    try {
      await holder.query('SELECT pg_advisory_lock(5217384, $1)', [id]);
      expect(await giveUpWorker(workspace.store, id)).toBe(false);
      expect(await stepOf(runId)).toMatchObject({ status: 'RUNNING' });
    } finally {
      holder.release(true);
    }
    expect(await leaveWorkers(workspace.store, id)).toBe(true);
    expect(await stepOf(runId)).toMatchObject({ status: 'QUEUED' });
    expect(await leaveWorkers(workspace.store, id)).toBe(false);
  });

  it('whose result was lost is done again when its run is retried', async () => {
    const runId = await queuedRun();
    const kept = await workspace.blobs.put(Buffer.from('kept'));
    const lost = await workspace.blobs.put(Buffer.from('lost'));
    for (const [position, resultSha256] of [kept, lost].entries()) {
      await completeStep(workspace.store, await claim(runId, `slot-${position}`, position), { ...OUTCOME, resultSha256 }, []); // prettier-ignore
    }
    await cancelRun(workspace, runId);
    await workspace.blobs.delete(lost);
    await retryRun(workspace, runId);
    expect(await stepOf(runId, 0)).toMatchObject({ status: 'COMPLETED', resultSha256: kept });
    expect(await stepOf(runId, 1)).toMatchObject({ status: 'QUEUED', resultSha256: null });
  });
});
