import { afterAll, beforeAll, expect, it } from 'vitest';
import { withImportLock } from '../../src/store/import-lock.js';
import { importSmallDataset, openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';

let workspace: TestWorkspace;

beforeAll(async () => {
  workspace = await openTestWorkspace();
});
afterAll(() => workspace.close());

it('more imports at once than the pool has connections all succeed, one after the other', async () => {
  const names = Array.from({ length: 15 }, (_, index) => `dataset ${String(index)}`);
  const datasets = await Promise.all(names.map((name) => importSmallDataset(workspace, name)));
  expect(datasets.map(({ name }) => name)).toEqual(names);
});

it('one at a time works, in the order of asking, also after one that failed', async () => {
  const { store } = workspace;
  let atWork = 0;
  const order: number[] = [];
  const all = [0, 1, 2, 3].map((index) =>
    withImportLock(store, async () => {
      expect((atWork += 1)).toBe(1);
      await store.pool.query('SELECT pg_sleep(0.02)');
      atWork -= 1;
      order.push(index);
      if (index === 1) throw new Error('broken');
    }),
  );
  const ends = await Promise.allSettled(all);
  expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  expect(order).toEqual([0, 1, 2, 3]);
});
