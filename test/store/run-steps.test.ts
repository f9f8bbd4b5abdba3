import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cancelRun } from '../../src/actions/cancel-run.js';
import { retryRun } from '../../src/actions/retry-run.js';
import { startEstimation } from '../../src/actions/start-estimation.js';
import {
  RECORDS_LOCK,
  writeInteractions,
  type RunInteractions,
} from '../../src/store/interactions/write-interactions.js';
import { failStep, handBackStep, LOSSES_BORNE, STEP_RETRIES } from '../../src/store/return-steps.js';
import {
  ClaimLost,
  claimStep,
  completeStep,
  reportStep,
  type RunStepRecord,
} from '../../src/store/run-steps.js';
import { findRun } from '../../src/store/runs.js';
import { giveUpWorker, leaveWorkers } from '../../src/store/workers.js';
import { giveJob, knownSlot, takeStep } from '../support/take-step.js';
import { importSmallDataset, openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';

const OUTCOME = { resultSha256: null, diagnostics: {}, seconds: 1 };

function recordsOf(count: number): RunInteractions {
  const number = new Float64Array(count);
  const columns = { i1: number, i2: number, i12: number, h1: number, h2: number, r: number, u1: number, u2: number, s: number }; // prettier-ignore
  return { columns, classIndex: new Int32Array(count), foldOf: new Int32Array(count), spread: null };
}

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
    const step = await takeStep(workspace.store, { runId, position }, slot);
    expect(step).not.toBeNull();
    return step!;
  };

  /** Gives up the worker of a slot, which holds no lock. */
  const giveUp = async (slot: string): Promise<void> => {
    expect(await giveUpWorker(workspace.store, await knownSlot(workspace.store, slot))).toBe(true);
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
    const taken = await Promise.allSettled(
      ['a', 'b', 'c', 'd'].map((slot) => takeStep(workspace.store, address, slot)),
    );
    expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const { slot } = await stepOf(runId);
    expect(await takeStep(workspace.store, address, slot!)).toMatchObject({ attempt: 2 });
  });

  it('is not taken by a slot that was given up, or whose job was given to another', async () => {
    const runId = await queuedRun();
    const { store } = workspace;
    const address = { runId, position: 0 };
    await knownSlot(store, 'stood still');
    await giveJob(store, address, 'stood still');
    await giveUp('stood still'); // before it took the step
    await expect(claimStep(store, address, 'stood still', 'wasm')).rejects.toThrow(ClaimLost);
    await knownSlot(store, 'stood still'); // it came back
    await expect(claimStep(store, address, 'stood still', 'wasm')).rejects.toThrow(ClaimLost);
    expect(await claim(runId, 'next')).toMatchObject({ attempt: 1 });
    await expect(claimStep(store, address, 'stood still', 'wasm')).rejects.toThrow(ClaimLost);
  });

  it('is in the queue again when it is returned, whatever became of its job', async () => {
    const runId = await queuedRun();
    await claim(runId, 'robbed');
    await workspace.store.pool.query('DELETE FROM graphile_worker._private_jobs WHERE key = $1', [
      `${runId}/0`,
    ]);
    await giveUp('robbed');
    expect(await claim(runId, 'next')).toMatchObject({ attempt: 2 });
  });

  it('that is done is not undone by its attempt, nor taken again', async () => {
    const runId = await queuedRun();
    const { store } = workspace;
    const step = await claim(runId, 'twice');
    await completeStep(store, step, OUTCOME, []);
    await expect(handBackStep(store, step, 'late')).rejects.toThrow(ClaimLost);
    await expect(failStep(store, step, 'late', null)).rejects.toThrow(ClaimLost);
    expect(await claimStep(store, { runId, position: 0 }, 'twice', 'wasm')).toBeNull();
    expect(await stepOf(runId)).toMatchObject({ status: 'COMPLETED', failures: 0 });
  });

  it('keeps nobody from its run for long when its process stands still within a transaction', async () => {
    const runId = await queuedRun();
    const still = await workspace.store.pool.connect();
    try {
      await still.query('BEGIN');
      await still.query('SELECT FROM estimation_runs WHERE id = $1 FOR NO KEY UPDATE', [runId]);
      expect(await cancelRun(workspace, runId)).toMatchObject({ status: 'CANCELLED' });
      await expect(still.query('COMMIT')).rejects.toThrow();
    } finally {
      still.release(true);
    }
  }, 20_000);

  it('writes its records though one that lost it is still at them', async () => {
    const runId = await queuedRun();
    const { store } = workspace;
    const records = recordsOf(60);
    const lost = await claim(runId, 'stood still', 0);
    const still = await store.pool.connect();
    try {
      await still.query('BEGIN');
      await still.query('SELECT pg_advisory_xact_lock($1::int, hashtext($2))', [RECORDS_LOCK, runId]);
      await still.query(
        "INSERT INTO interactions (run_id, sample_index, class_index, fold, non_finite_reason) VALUES ($1, 0, 0, 0, 'x')",
        [runId],
      );
      await giveUp('stood still');
      await writeInteractions(store, runId, records, await claim(runId, 'next'));
      expect(await store.prisma.interaction.count({ where: { runId } })).toBe(60);
      await expect(still.query('COMMIT')).rejects.toThrow();
      await expect(writeInteractions(store, runId, records, lost)).rejects.toThrow(ClaimLost);
    } finally {
      still.release(true);
    }
  });

  it('is written about by whoever holds it alone', async () => {
    const runId = await queuedRun();
    const lost = await claim(runId, 'killed');
    await giveUp('killed');
    expect(await stepOf(runId)).toMatchObject({ status: 'QUEUED', slot: null, losses: 1, failures: 0 });
    const { store } = workspace;
    const records = recordsOf(60);
    const writings = [
      () => completeStep(store, lost, OUTCOME, []),
      () => reportStep(store, lost, 0.5, []),
      () => failStep(store, lost, 'broken', null),
      () => handBackStep(store, lost, 'by a ghost'),
      () => writeInteractions(store, runId, records, lost),
    ];
    const refusesAll = async (): Promise<void> => {
      const before = await findRun(store, runId);
      for (const write of writings) {
        await expect(write()).rejects.toThrow(ClaimLost);
      }
      expect(await findRun(store, runId)).toEqual(before);
      expect(await store.prisma.interaction.count({ where: { runId } })).toBe(0);
    };
    await refusesAll(); // nobody has it
    const present = await claim(runId, 'next');
    await refusesAll(); // another has it
    await completeStep(store, present, OUTCOME, []);
    await refusesAll(); // it is done
    await completeStep(store, present, OUTCOME, []); // again by the one that did it: harmless
    await cancelRun(workspace, runId);
    await refusesAll();
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
    await workspace.store.pool.query('DELETE FROM graphile_worker._private_jobs WHERE key = $1', [
      `${runId}/1`,
    ]);
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
      await giveUp(`victim-${losses}`);
    }
    expect(await findRun(workspace.store, runId)).toMatchObject({
      status: 'FAILED',
      errorCode: 'WORKERS_LOST',
    });
  });

  it('is not given up with a worker that is alive, or was given up before', async () => {
    const runId = await queuedRun();
    await claim(runId, 'alive');
    const id = await knownSlot(workspace.store, 'alive');
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

  it('that made use of a result that was lost is done again, too, and progress falls for that alone', async () => {
    const runId = await queuedRun();
    const { store, blobs } = workspace;
    const resultSha256 = await blobs.put(Buffer.from('of all models'));
    const lost = await blobs.put(Buffer.from('of the last model'));
    for (let position = 0; position < 26; position += 1) {
      const outcome = { ...OUTCOME, resultSha256: position === 24 ? lost : resultSha256 };
      await completeStep(store, await claim(runId, `one-${position}`, position), outcome, []);
    }
    await cancelRun(workspace, runId);
    const { progress } = (await findRun(store, runId))!;
    await retryRun(workspace, runId);
    expect((await findRun(store, runId))!.progress).toBeGreaterThanOrEqual(progress);
    await cancelRun(workspace, runId);
    await store.prisma.runStep.updateMany({ where: { runId }, data: { failures: STEP_RETRIES, losses: 1 } });
    await blobs.delete(lost);
    await retryRun(workspace, runId);
    expect(await stepOf(runId, 24)).toMatchObject({ status: 'QUEUED', failures: 0, losses: 0 });
    expect(await stepOf(runId, 25)).toMatchObject({
      kind: 'DECOMPOSE',
      status: 'PENDING',
      resultSha256: null,
    });
    expect(await stepOf(runId, 23)).toMatchObject({ status: 'COMPLETED' });
    expect((await findRun(store, runId))!.progress).toBeLessThan(progress);
  });
});
