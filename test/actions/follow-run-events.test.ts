import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertBenchRun } from '../../bench/subscriptions/insert-bench-run.js';
import { Bell } from '../../src/actions/bell.js';
import { followRunEvents } from '../../src/actions/follow-run-events.js';
import { retryRun } from '../../src/actions/retry-run.js';
import { EVENTS_AT_ONCE } from '../../src/actions/run-event-feed.js';
import type { RunEventRecord } from '../../src/store/run-events.js';
import { abandonRun } from '../../src/store/run-transitions.js';
import { appendEvents } from '../support/append-events.js';
import { openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';

describe('followers of a run', () => {
  let workspace: TestWorkspace;
  /** Times that anything was asked of the database. */
  let asked = 0;
  beforeAll(async () => {
    workspace = await openTestWorkspace();
    workspace.store.pool.on('acquire', () => (asked += 1));
  });
  afterAll(async () => {
    expect(workspace.runEvents.size).toBe(0);
    await workspace.close();
  });

  const numbers = (last: number, after = 0): number[] =>
    Array.from({ length: last - after }, (_, index) => after + index + 1);

  const collect = async (runId: string, after: number, pauseMs = 0): Promise<number[]> => {
    const sequences: number[] = [];
    for await (const { sequence } of await followRunEvents(workspace, runId, after)) {
      sequences.push(sequence);
      if (pauseMs > 0 && sequence % 100 === 0) await sleep(pauseMs);
    }
    return sequences;
  };

  it('are many, and the table is read once for all of them', async () => {
    const runId = await insertBenchRun(workspace.store);
    const followers = Array.from({ length: 200 }, () => collect(runId, 0));
    // Each looks for the run first: until they are all there, and nobody asks any more.
    for (let before = -1; before !== asked;) {
      before = asked;
      await sleep(300);
    }
    asked = 0;
    for (let index = 0; index < 10; index += 1) {
      await appendEvents(workspace.store, runId, 1);
      await sleep(20);
    }
    await abandonRun(workspace.store, runId, { status: 'CANCELLED', message: 'enough' });
    for (const sequences of await Promise.all(followers)) expect(sequences).toEqual(numbers(12));
    expect(asked).toBeGreaterThan(20); // 11 transactions and as many readings
    expect(asked).toBeLessThan(60);
  });

  it('share their readings also when they begin long before', async () => {
    const runId = await insertBenchRun(workspace.store);
    await appendEvents(workspace.store, runId, 3 * EVENTS_AT_ONCE);
    await abandonRun(workspace.store, runId, { status: 'FAILED', code: 'STEP_FAILED', message: 'broken' });
    asked = 0;
    const followers = Array.from({ length: 100 }, (_, index) => collect(runId, index < 50 ? 0 : 300));
    const last = 3 * EVENTS_AT_ONCE + 2;
    for (const [index, sequences] of (await Promise.all(followers)).entries()) {
      expect(sequences).toEqual(numbers(last, index < 50 ? 0 : 300));
    }
    expect(asked).toBeLessThan(150); // 100 of them look for the run
  });

  it('that are slow fall behind and catch up, and hold back no other', async () => {
    const runId = await insertBenchRun(workspace.store);
    const slow = collect(runId, 0, 100);
    const fast = collect(runId, 0);
    for (let index = 0; index < 10; index += 1) await appendEvents(workspace.store, runId, 100);
    await abandonRun(workspace.store, runId, { status: 'CANCELLED', message: 'enough' });
    let isSlowDone = false;
    void slow.then(() => (isSlowDone = true));
    expect(await fast).toEqual(numbers(1002));
    expect(isSlowDone).toBe(false);
    expect(await slow).toEqual(numbers(1002));
  });

  it('hold a bounded number of events while they take none', async () => {
    const runId = await insertBenchRun(workspace.store);
    const bell = new Bell();
    const feed = await workspace.runEvents.join(runId, 1, bell);
    await appendEvents(workspace.store, runId, 1000);
    const fromTable = async (): Promise<readonly RunEventRecord[]> => (await feed.eventsAfter(1)) ?? [];
    let batch = await fromTable();
    for (; batch.length === 0; batch = await fromTable()) await bell.heard();
    expect(batch.map(({ sequence }) => sequence)).toEqual(numbers(1 + EVENTS_AT_ONCE, 1));
    let newest = await feed.eventsAfter(1001 - EVENTS_AT_ONCE);
    for (; newest?.length !== EVENTS_AT_ONCE; newest = await feed.eventsAfter(1001 - EVENTS_AT_ONCE)) {
      await bell.heard(); // the feed reads on
    }
    expect(newest.at(-1)?.sequence).toBe(1001);
    workspace.runEvents.leave(runId, feed, bell);
  });

  it('are at their end when the run is deleted, whether they wait or are behind', async () => {
    const runId = await insertBenchRun(workspace.store);
    await appendEvents(workspace.store, runId, 600);
    const behind = await followRunEvents(workspace, runId, 0);
    expect((await behind.next()).value).toMatchObject({ sequence: 1 });
    const waiting = collect(runId, 590);
    await sleep(300);
    await workspace.store.prisma.estimationRun.delete({ where: { id: runId } });
    expect(await waiting).toEqual(numbers(601, 590));
    let last = 1;
    for await (const { sequence } of behind) expect(sequence).toBe(++last);
    expect(last % EVENTS_AT_ONCE).toBe(0); // what it held
  });

  it.each([0, 3, 24, 350])(
    'of a run some of whose events were pruned get the others, after %i',
    async (after) => {
      const runId = await insertBenchRun(workspace.store);
      await appendEvents(workspace.store, runId, 400);
      await workspace.store.pool.query(
        'DELETE FROM run_events WHERE run_id = $1 AND sequence NOT IN (2, 24, 351, 400)',
        [runId],
      );
      const early = collect(runId, after);
      await sleep(100);
      await appendEvents(workspace.store, runId, 300);
      const late = collect(runId, after);
      await abandonRun(workspace.store, runId, { status: 'CANCELLED', message: 'enough' });
      const all = [2, 24, 351, 400, ...numbers(702, 401)].filter((sequence) => sequence > after);
      expect(await early).toEqual(all);
      expect(await late).toEqual(all);
      expect(await collect(runId, after)).toEqual(all);
    },
  );

  it('of a retried run get its further events though one has not taken the last of its earlier life', async () => {
    const runId = await insertBenchRun(workspace.store);
    const slow = await followRunEvents(workspace, runId, 0);
    await slow.next();
    await appendEvents(workspace.store, runId, 300);
    await abandonRun(workspace.store, runId, { status: 'CANCELLED', message: 'enough' });
    expect((await collect(runId, 0)).at(-1)).toBe(302);
    await retryRun(workspace, runId); // event 303
    const late = collect(runId, 302);
    await appendEvents(workspace.store, runId, 1);
    await abandonRun(workspace.store, runId, { status: 'CANCELLED', message: 'again' });
    expect(await late).toEqual([303, 304, 305]);
    let last = 1;
    for await (const { sequence } of slow) expect(sequence).toBe(++last);
    expect(last).toBeGreaterThanOrEqual(302);
  });

  it('hear of events that no notification tells of', async () => {
    const runId = await insertBenchRun(workspace.store);
    const followed = collect(runId, 0);
    await sleep(300);
    await workspace.store.pool.query(
      `WITH run AS (UPDATE estimation_runs SET last_sequence = 2 WHERE id = $1)
       INSERT INTO run_events (run_id, sequence, type, progress, message) VALUES ($1, 2, 'CANCELLED', 0, 'quietly')`,
      [runId],
    );
    expect(await followed).toEqual([1, 2]);
  });

  it('all hear of what keeps the events from being read, if it is not the connection', async () => {
    const runId = await insertBenchRun(workspace.store);
    const followed = [collect(runId, 0), collect(runId, 0)].map((events) =>
      events.then(String, (error: unknown) => (error as Error).message),
    );
    await sleep(300);
    await workspace.store.pool.query('ALTER TABLE run_events RENAME TO hidden');
    try {
      for (const message of await Promise.all(followed)) expect(message).toContain('does not exist');
    } finally {
      await workspace.store.pool.query('ALTER TABLE hidden RENAME TO run_events');
    }
    expect(workspace.runEvents.size).toBe(0);
  });
});
