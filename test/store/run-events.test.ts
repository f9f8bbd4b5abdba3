import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { followRunEvents } from '../../src/actions/follow-run-events.js';
import { startEstimation } from '../../src/actions/start-estimation.js';
import { appendRunEvent, type RunEventRecord } from '../../src/store/run-events.js';
import { abandonRun } from '../../src/store/run-transitions.js';
import { importSmallDataset, openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';

describe('the events of a run', () => {
  let workspace: TestWorkspace;

  beforeAll(async () => {
    workspace = await openTestWorkspace();
    await importSmallDataset(workspace);
  });
  afterAll(() => workspace.close());

  const queuedRun = async (): Promise<string> => (await startEstimation(workspace, { dataset: 'small' })).id;

  const append = (runId: string, message: string): Promise<void> =>
    workspace.store.prisma.$transaction((transaction) =>
      appendRunEvent(transaction, runId, { type: 'STEP_COMPLETED', message }),
    );

  const collect = async (runId: string, after: number): Promise<RunEventRecord[]> => {
    const events: RunEventRecord[] = [];
    for await (const event of await followRunEvents(workspace, runId, after)) events.push(event);
    return events;
  };

  it('are numbered without gaps by writers at the same time, and followed live without loss', async () => {
    const runId = await queuedRun();
    const readers = [0, 0, 0].map((after) => collect(runId, after));
    await Promise.all(Array.from({ length: 40 }, (_, index) => append(runId, `step ${index}`)));
    await abandonRun(workspace.store, runId, { status: 'CANCELLED', message: 'enough' });
    for (const events of await Promise.all(readers)) {
      expect(events.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 42 }, (_, i) => i + 1));
    }
  });

  it('are replayed after a sequence number, also once the run has ended', async () => {
    const runId = await queuedRun();
    await append(runId, 'one');
    await append(runId, 'two');
    await abandonRun(workspace.store, runId, { status: 'FAILED', code: 'STEP_FAILED', message: 'broken' });
    expect((await collect(runId, 2)).map(({ message }) => message)).toEqual(['two', 'broken']);
    expect(await collect(runId, 4)).toEqual([]);
  });

  it('wait for as long as another holds the run or all connections, rather than fail its step', async () => {
    const runId = await queuedRun();
    const holders = await Promise.all(Array.from({ length: 10 }, () => workspace.store.pool.connect()));
    try {
      await holders[0]!.query('BEGIN');
      await holders[0]!.query('SET LOCAL idle_in_transaction_session_timeout = 0'); // it is at work, as it were
      await holders[0]!.query('SELECT 1 FROM estimation_runs WHERE id = $1 FOR UPDATE', [runId]);
      const waiting = append(runId, 'waited for a connection, then for the run');
      await sleep(2_500); // Prisma's default gives up after 2 s without a connection …
      for (const holder of holders.splice(1)) holder.release();
      await sleep(5_500); // … and ends a transaction after 5 s
      await holders[0]!.query('COMMIT');
      await waiting;
    } finally {
      for (const holder of holders) holder.release();
    }
    await abandonRun(workspace.store, runId, { status: 'CANCELLED', message: 'enough' });
    expect((await collect(runId, 0)).map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  }, 30_000);

  it('still arrive after the connection that listens was cut', async () => {
    const runId = await queuedRun();
    const reader = collect(runId, 0);
    await append(runId, 'before');
    await sleep(100);
    const { rowCount } = await workspace.store.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = 'interlens notifications' AND datname = current_database()`,
    );
    expect(rowCount).toBeGreaterThan(0);
    await append(runId, 'while cut');
    await sleep(500);
    await append(runId, 'after');
    await abandonRun(workspace.store, runId, { status: 'CANCELLED', message: 'enough' });
    expect((await reader).map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5]);
  });

  it('are not followed from a number the run has not reached, below zero, or for an unknown run', async () => {
    const runId = await queuedRun();
    for (const after of [2, 99, -1, 0.5, NaN]) {
      await expect(followRunEvents(workspace, runId, after)).rejects.toMatchObject({ code: 'BAD_SEQUENCE' });
    }
    for (const id of [randomUUID(), 'nonsense', '']) {
      await expect(followRunEvents(workspace, id, 0)).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' });
    }
  });

  it('let go at once of a reader that turns away while nothing happens', async () => {
    const events = await followRunEvents(workspace, await queuedRun(), 0);
    await events.next();
    const waiting = events.next();
    const start = performance.now();
    await events.return!();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(performance.now() - start).toBeLessThan(1000); // and not with the next look at the table
  });

  it('let go of their reader when it is told to stop', async () => {
    const runId = await queuedRun();
    const stop = new AbortController();
    const events = await followRunEvents(workspace, runId, 0, stop.signal);
    expect((await events.next()).value).toMatchObject({ sequence: 1 });
    const waiting = events.next();
    stop.abort();
    expect(await waiting).toEqual({ done: true, value: undefined });
  });
});
