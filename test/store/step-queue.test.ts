import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cancelRun } from '../../src/actions/cancel-run.js';
import { retryRun } from '../../src/actions/retry-run.js';
import { startEstimation, type EstimationRequest } from '../../src/actions/start-estimation.js';
import { completeStep } from '../../src/store/run-steps.js';
import { flagsToPassOver } from '../../src/store/step-queue.js';
import { takeStep } from '../support/take-step.js';
import { importSmallDataset, openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';

describe('the queue of steps', () => {
  let workspace: TestWorkspace;

  beforeEach(async () => {
    workspace = await openTestWorkspace();
    await importSmallDataset(workspace);
  });
  afterEach(() => workspace.close());

  const start = async (tenant: string, request: Partial<EstimationRequest> = {}): Promise<string> =>
    (await startEstimation(workspace, { dataset: 'small', preset: 'fast', tenant, ...request })).id;

  /** As a worker would take them. */
  const order = async (): Promise<string[]> => {
    const { rows } = await workspace.store.pool.query<{ key: string }>(
      'SELECT key FROM graphile_worker.jobs WHERE locked_at IS NULL ORDER BY priority, run_at, id',
    );
    return rows.map(({ key }) => key);
  };

  const costsOf = async (keys: readonly string[]): Promise<number[]> => {
    const steps = await workspace.store.prisma.runStep.findMany();
    const costs = new Map(steps.map(({ runId, position, cost }) => [`${runId}/${String(position)}`, cost]));
    return keys.map((key) => costs.get(key)!);
  };

  /** Does the first `count` steps of the queue. */
  const work = async (count: number): Promise<void> => {
    for (const key of (await order()).slice(0, count)) {
      const [runId, position] = key.split('/') as [string, string];
      const step = await takeStep(workspace.store, { runId, position: Number(position) }, key);
      await completeStep(workspace.store, step!, { resultSha256: null, diagnostics: {}, seconds: 0.1 }, []);
      await workspace.store.pool.query('DELETE FROM graphile_worker._private_jobs WHERE key = $1', [key]);
    }
  };

  it('gives out a run’s longest steps first', async () => {
    const runId = await start('one');
    const steps = await workspace.store.prisma.runStep.findMany({
      where: { runId },
      orderBy: { position: 'asc' },
    });
    const costs = (await order()).map((key) => steps[Number(key.split('/')[1])]!.cost);
    expect(costs).toHaveLength(25);
    expect(costs).toEqual([...costs].sort((a, b) => b - a));
  });

  it('lets tenants take turns, whoever came first and however much each has waiting', async () => {
    const greedy = [await start('greedy'), await start('greedy'), await start('greedy')];
    await work(10);
    const modest = await start('modest');
    const keys = await order();
    const runs = keys.map((key) => key.split('/')[0]!);
    const costs = await costsOf(keys);
    const largest = Math.max(...costs);
    let ahead = 0; // what the greedy was given more than the modest, while both wait
    for (let at = 0; at < runs.lastIndexOf(modest); at += 1) {
      ahead += runs[at] === modest ? -costs[at]! : costs[at]!;
      expect(Math.abs(ahead)).toBeLessThanOrEqual(largest);
    }
    expect(runs.lastIndexOf(modest)).toBeLessThan(keys.length - 20);
    // Within a tenant the runs come in their order.
    const own = runs.filter((id) => id !== modest);
    expect(own).toEqual([...own].sort((a, b) => greedy.indexOf(a) - greedy.indexOf(b)));
  });

  it('ends a run that was begun before it begins another’s', async () => {
    const first = await start('one');
    await work(24);
    await start('one');
    await start('two');
    await work(1);
    expect((await order())[0]).toBe(`${first}/25`); // decompose
  });

  it('is passed over where a worker has too little memory, or another engine', async () => {
    const runId = await start('one', { engine: 'tensorflow' });
    await workspace.store.prisma.$executeRaw`
      UPDATE estimation_runs SET feature_memory = ${100 * 2 ** 20} WHERE id = ${runId}::uuid`;
    await cancelRun(workspace, runId);
    await retryRun(workspace, runId);
    const { rows } = await workspace.store.pool.query<{ flags: Record<string, true> }>(
      'SELECT flags FROM graphile_worker.jobs LIMIT 1',
    );
    const flags = Object.keys(rows[0]!.flags);
    const isPassedOver = (mebibytes: number, engine: 'wasm' | 'tensorflow'): boolean =>
      flagsToPassOver(mebibytes * 2 ** 20, engine).some((flag) => flags.includes(flag));
    expect(isPassedOver(120, 'tensorflow')).toBe(false);
    expect(isPassedOver(120, 'wasm')).toBe(true);
    expect(isPassedOver(99, 'tensorflow')).toBe(true);
    expect(isPassedOver(1, 'tensorflow')).toBe(true);
  });

  it.each([
    [{ tenant: '' }, 'BAD_TENANT', 'tenant'],
    [{ tenant: 'x'.repeat(201) }, 'BAD_TENANT', 'tenant'],
    [{ tenant: '\u0000' }, 'BAD_TENANT', 'tenant'],
    [{ engine: 'abacus' }, 'BAD_ENGINE', 'engine'],
  ])('refuses %j', async (request, code, field) => {
    await expect(startEstimation(workspace, { dataset: 'small', ...request })).rejects.toMatchObject({
      code,
      field,
    });
  });
});
