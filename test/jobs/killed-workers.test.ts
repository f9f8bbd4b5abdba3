import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startEstimation, type EstimationRequest } from '../../src/actions/start-estimation.js';
import type { RunEventRecord } from '../../src/store/run-events.js';
import type { RunRecord } from '../../src/store/runs.js';
import { Random } from '../../src/estimation/random.js';
import { eventsOf } from '../support/run-to-end.js';
import { importSmallDataset, openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';
import { startWorkerProcess, type WorkerProcess } from '../support/worker-process.js';

const KILLS = 20;
/** Of hundreds of steps, each a fraction of a second. */
const request: EstimationRequest = {
  dataset: 'small',
  preset: 'fast',
  seed: 5,
  uncertainty: { repetitions: 2, permutations: 500, bootstrap: 20 },
};

interface Attempt {
  readonly name: string;
  readonly attempt: number;
}

interface Kill {
  /** What the worker was at. */
  readonly steps: readonly Attempt[];
  /** Until one of them was taken by another. */
  readonly resumedAfterMs: number;
}

describe('a run whose workers are killed', () => {
  let workspace: TestWorkspace;
  const workers: WorkerProcess[] = [];

  beforeAll(async () => {
    workspace = await openTestWorkspace();
    await importSmallDataset(workspace, 'small', 600);
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.end('SIGKILL')));
  });
  afterAll(() => workspace.close());

  const recordsOf = ({ id: runId }: RunRecord): Promise<object[]> =>
    workspace.store.prisma.interaction.findMany({
      where: { runId },
      orderBy: { sampleIndex: 'asc' },
      omit: { runId: true },
    });

  /** Of a process, as its slots hold them. */
  const stepsOf = async ({ pid }: WorkerProcess): Promise<Attempt[]> => {
    const { rows } = await workspace.store.pool.query<Attempt>(
      `SELECT s.name, s.attempt FROM run_steps s JOIN workers w ON s.slot = ANY (w.slots)
       WHERE w.pid = $1 AND s.status = 'RUNNING'`,
      [pid],
    );
    return rows;
  };

  /** Resolves with the time when one of a dead worker's steps, if it had any, is at work again or done. */
  const untilTaken = async (runId: string, lost: readonly Attempt[]): Promise<number> => {
    for (;;) {
      const { rowCount } = await workspace.store.pool.query(
        `SELECT FROM run_steps s JOIN unnest($2::text[], $3::int[]) AS lost (name, attempt) USING (name)
         WHERE s.run_id = $1 AND s.attempt > lost.attempt`,
        [runId, lost.map(({ name }) => name), lost.map(({ attempt }) => attempt)],
      );
      if (lost.length === 0 || rowCount! > 0) return performance.now();
      await sleep(20);
    }
  };

  it(`completes through ${String(KILLS)} kills, with the same records, and does no more again than was at work`, async () => {
    const random = new Random(7, 'kills');
    workers.push(await startWorkerProcess(workspace), await startWorkerProcess(workspace));
    const run = await startEstimation(workspace, request);
    const events = eventsOf(workspace, run.id);
    const killed: Kill[] = [];
    while (killed.length < KILLS) {
      await sleep(500 * random.uniform());
      const [victim] = workers.splice(Math.floor(2 * random.uniform()), 1);
      process.kill(victim!.pid, 'SIGSTOP'); // so that what it is at can be told exactly
      const steps = await stepsOf(victim!);
      const at = performance.now();
      await victim!.end('SIGKILL');
      const replacement = startWorkerProcess(workspace);
      killed.push({ steps, resumedAfterMs: (await untilTaken(run.id, steps)) - at });
      workers.push(await replacement);
    }
    const all = await events;
    expect(all.at(-1)).toMatchObject({ type: 'COMPLETED', progress: 1 });
    expectNothingElseAgain(all, killed);
    const delays = killed.map(({ resumedAfterMs }) => resumedAfterMs).sort((a, b) => a - b);
    expect(delays[KILLS / 2]).toBeLessThan(5_000);
    expect(delays.at(-1)).toBeLessThan(20_000); // of a machine that does many other things
    const undisturbed = await startEstimation(workspace, request);
    await eventsOf(workspace, undisturbed.id);
    expect(await recordsOf(run)).toEqual(await recordsOf(undisturbed));
  }, 240_000);

  const expectNothingElseAgain = (events: readonly RunEventRecord[], killed: readonly Kill[]): void => {
    const names = (type: RunEventRecord['type']): string[] =>
      events.filter((event) => event.type === type).map(({ step }) => step!);
    const count = (list: readonly string[], name: string): number =>
      list.filter((one) => one === name).length;
    const [started, completed] = [names('STEP_STARTED'), names('STEP_COMPLETED')];
    const lost = killed.flatMap(({ steps }) => steps.map(({ name }) => name));
    for (const name of new Set(started)) {
      expect(count(completed, name)).toBe(1);
      expect(count(started, name), name).toBeLessThanOrEqual(1 + count(lost, name));
    }
  };
});
