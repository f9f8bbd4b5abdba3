import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startQueueSlots } from '../../jobs/queue-slots.js';
import { RUN_STEP_JOB } from '../../src/store/step-queue.js';
import { openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';

let workspace: TestWorkspace;
beforeAll(async () => {
  workspace = await openTestWorkspace();
});
afterAll(() => workspace.close());

it.each([1, 3])(
  'of %i slots those that could not tell how their job ended are replaced, and keep no connection',
  async (count) => {
    const { pool } = workspace.store;
    let isOutOfOrder = false;
    const faulty = new Proxy(pool, {
      get(target, name) {
        if (name === 'connect' && isOutOfOrder) return () => Promise.reject(new Error('out of descriptors'));
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
    const reported = new Set<string>();
    vi.spyOn(console, 'trace').mockImplementation(() => undefined); // how the queue mourns a slot
    const done: string[] = [];
    const names: string[] = [];
    const slots = await startQueueSlots({
      pool: faulty,
      count,
      names,
      report: (message) => reported.add(message),
      beforeTaking: () => Promise.resolve([]),
      work(payload) {
        done.push(payload as string);
        isOutOfOrder = true; // it cannot end its job now, nor be replaced at once
        setTimeout(() => (isOutOfOrder = false), 150);
        return Promise.resolve();
      },
    });
    try {
      const rounds = 12; // more than the pool has connections
      for (let round = 0; round < rounds; round += 1) {
        await pool.query('SELECT graphile_worker.add_job($1, $2)', [RUN_STEP_JOB, JSON.stringify(round)]);
        await expect.poll(() => done.length, { timeout: 20_000 }).toBe(round + 1);
      }
      await expect.poll(() => names.length, { timeout: 10_000 }).toBe(rounds + count);
      // At most the one that listens.
      await expect.poll(() => pool.totalCount - pool.idleCount, { timeout: 10_000 }).toBeLessThan(2);
      expect([...reported].join()).toContain('A slot is being replaced: out of descriptors');
    } finally {
      await slots.stop();
    }
  },
  120_000,
);
