import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startQueueSlots } from '../../jobs/queue-slots.js';
import { RUN_STEP_JOB } from '../../src/store/step-queue.js';
import { openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';

let workspace: TestWorkspace;
let admin: pg.Client;

beforeAll(async () => {
  workspace = await openTestWorkspace();
  const elsewhere = new URL(workspace.url);
  elsewhere.pathname = '/postgres';
  admin = new pg.Client({ connectionString: elsewhere.href });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await workspace.close();
});

/** Keeps everybody from the workspace's database. */
async function cutOff(milliseconds: number): Promise<void> {
  const database = new URL(workspace.url).pathname.slice(1);
  await admin.query(`ALTER DATABASE ${pg.escapeIdentifier(database)} ALLOW_CONNECTIONS false`);
  await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [database]);
  await sleep(20);
  setTimeout(() => {
    void admin.query(`ALTER DATABASE ${pg.escapeIdentifier(database)} ALLOW_CONNECTIONS true`);
  }, milliseconds);
}

it('slots that could not tell how their job ended are replaced, and keep no connection', async () => {
  const { pool } = workspace.store;
  const done: string[] = [];
  const names: string[] = [];
  const slots = await startQueueSlots({
    pool,
    count: 1,
    names,
    report: () => undefined,
    beforeTaking: () => Promise.resolve([]),
    async work(payload) {
      const { key, outage } = payload as { key: string; outage: number };
      done.push(key);
      // A slot that cannot end its job is given up; while the database is away its replacement fails, too.
      if (outage > 0) await cutOff(outage);
    },
  });
  try {
    const rounds = 12; // more than the pool has connections
    for (let round = 0; round < rounds; round += 1) {
      await pool.query('SELECT graphile_worker.add_job($1, $2)', [
        RUN_STEP_JOB,
        { key: `cut ${String(round)}`, outage: 150 },
      ]);
      await expect.poll(() => done.length, { timeout: 20_000 }).toBe(2 * round + 1);
      await expect
        .poll(
          () => pool.query('SELECT graphile_worker.add_job($1, $2)', [RUN_STEP_JOB, { key: `after ${String(round)}`, outage: 0 }]).then(() => true, () => false), // prettier-ignore
          { timeout: 20_000 },
        )
        .toBe(true);
      await expect.poll(() => done.length, { timeout: 20_000 }).toBe(2 * round + 2);
    }
    expect(names).toHaveLength(rounds + 1);
    // One that listens, and perhaps one that is idle.
    await expect.poll(() => pool.totalCount - pool.idleCount, { timeout: 10_000 }).toBe(1);
  } finally {
    await slots.stop();
  }
}, 120_000);
