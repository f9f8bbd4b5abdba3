import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cancelRun } from '../../src/actions/cancel-run.js';
import { prune } from '../../src/actions/prune.js';
import { retryRun } from '../../src/actions/retry-run.js';
import { startEstimation } from '../../src/actions/start-estimation.js';
import { completeStep } from '../../src/store/run-steps.js';
import { eventsOf } from '../support/run-to-end.js';
import { takeStep } from '../support/take-step.js';
import { importSmallDataset, openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';

const DAY_MS = 86_400_000;

describe('prune', () => {
  let workspace: TestWorkspace;
  beforeAll(async () => {
    workspace = await openTestWorkspace();
    await importSmallDataset(workspace);
  });
  afterAll(() => workspace.close());

  const inDays = (days: number): Date => new Date(Date.now() + days * DAY_MS);
  const retention = { eventDays: 30, resultDays: 7, dryRun: false };

  /** A run with one finished step. */
  const begun = async (result: string): Promise<{ id: string; address: string }> => {
    const { id } = await startEstimation(workspace, { dataset: 'small', preset: 'fast' });
    const address = await workspace.blobs.put(Buffer.from(result));
    const step = await takeStep(workspace.store, { runId: id, position: 0 }, `slot of ${id}`);
    await completeStep(workspace.store, step!, { resultSha256: address, diagnostics: {}, seconds: 1 }, []);
    return { id, address };
  };

  it('deletes what is old of runs that ended without results, and nothing that is needed', async () => {
    const ended = await begun('only its own');
    const shares = await begun('of two runs');
    const active = await begun('of two runs');
    await cancelRun(workspace, ended.id);
    await cancelRun(workspace, shares.id);
    expect(await prune(workspace, retention, inDays(6))).toEqual({ events: 0, runs: 0, blobs: 0 });
    expect(await prune(workspace, { ...retention, dryRun: true }, inDays(8))).toEqual({ events: 0, runs: 2, blobs: null }); // prettier-ignore
    expect(await workspace.blobs.has(ended.address)).toBe(true);
    expect(await prune(workspace, retention, inDays(8))).toEqual({ events: 0, runs: 2, blobs: 1 });
    expect(await workspace.blobs.has(ended.address)).toBe(false);
    expect(await workspace.blobs.has(active.address)).toBe(true);

    // Events: the ones of the run that goes on stay, and of the others the last.
    expect(await prune(workspace, retention, inDays(31))).toMatchObject({ runs: 0, blobs: 0 });
    expect((await eventsOf(workspace, ended.id)).map(({ type }) => type)).toEqual(['CANCELLED']);
    expect(await workspace.store.prisma.runEvent.count({ where: { runId: active.id } })).toBeGreaterThan(2);

    const { progress } = await retryRun(workspace, ended.id);
    expect(progress).toBe(0);
    const steps = await workspace.store.prisma.runStep.findMany({ where: { runId: ended.id } });
    expect(steps.filter(({ status }) => status === 'QUEUED')).toHaveLength(25); // anew
  });

  it('leaves a blob that was put lately, though no step names it yet', async () => {
    const { id, address } = await begun('put a moment ago');
    await cancelRun(workspace, id);
    await workspace.store.prisma.estimationRun.update({ where: { id }, data: { finishedAt: inDays(-8) } });
    expect(await prune(workspace, retention)).toMatchObject({ runs: 1, blobs: 0 });
    expect(await workspace.blobs.has(address)).toBe(true);
  });
});
