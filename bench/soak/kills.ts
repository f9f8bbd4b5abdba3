import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../../src/estimation/random.js';
import type { SoakWorkspace } from './soak-workspace.js';
import { startWorkerProcess, type WorkerProcess } from './worker-process.js';

export interface KillsResult {
  readonly kills: number;
  /** Steps that workers were at when they were killed. */
  readonly stepsLost: number;
  /** Steps begun more often than they were lost, plus once. */
  readonly doneAgainNeedlessly: number;
  readonly resumedAfterMs: { readonly median: number; readonly most: number };
  readonly sameRecords: boolean;
}

interface Attempt {
  readonly name: string;
  readonly attempt: number;
}

/** Kills one of two workers, at random moments, until a run has lost `kills` of them. */
export async function measureKills(workspace: SoakWorkspace, kills: number, seed = 1): Promise<KillsResult> {
  const { postgres, home, store } = workspace;
  const random = new Random(seed, 'kills');
  const start = (): Promise<WorkerProcess> => startWorkerProcess({ url: postgres.url, home });
  const workers = [await start(), await start()];
  const request = { uncertainty: { repetitions: 2, permutations: 40 * kills } };
  const run = await workspace.estimate(request);
  const events = workspace.eventsOf(run);
  const delays: number[] = [];
  const lost: Attempt[] = [];
  while (delays.length < kills) {
    await sleep(1_500 * random.uniform());
    const [victim] = workers.splice(Math.floor(2 * random.uniform()), 1);
    process.kill(victim!.pid, 'SIGSTOP'); // so that what it is at can be told exactly
    const { rows: steps } = await store.pool.query<Attempt>(
      `SELECT s.name, s.attempt FROM run_steps s JOIN workers w ON s.slot = ANY (w.slots)
       WHERE w.pid = $1 AND s.status = 'RUNNING'`,
      [victim!.pid],
    );
    const killedAt = performance.now();
    await victim!.end('SIGKILL');
    const replacement = start();
    if (steps.length > 0) {
      await untilTaken(workspace, run.id, steps);
      delays.push(performance.now() - killedAt);
      lost.push(...steps);
    }
    workers.push(await replacement);
  }
  const all = await events;
  const undisturbed = await workspace.estimate(request);
  await workspace.eventsOf(undisturbed);
  await Promise.all(workers.map((worker) => worker.end('SIGTERM')));
  const begun = all.filter(({ type }) => type === 'STEP_STARTED').map(({ step }) => step!);
  const count = (names: readonly string[], name: string): number =>
    names.filter((one) => one === name).length;
  const names = lost.map(({ name }) => name);
  const sorted = [...delays].sort((a, b) => a - b);
  return {
    kills: delays.length,
    stepsLost: lost.length,
    doneAgainNeedlessly: [...new Set(begun)].reduce(
      (sum, name) => sum + Math.max(0, count(begun, name) - 1 - count(names, name)),
      0,
    ),
    resumedAfterMs: { median: sorted[sorted.length >> 1]!, most: sorted.at(-1)! },
    sameRecords: (await workspace.recordsOf(run)) === (await workspace.recordsOf(undisturbed)),
  };
}

/** Resolves when one of the lost steps was taken by another worker. */
async function untilTaken({ store }: SoakWorkspace, runId: string, lost: readonly Attempt[]): Promise<void> {
  for (;;) {
    const { rowCount } = await store.pool.query(
      `SELECT FROM run_steps s JOIN unnest($2::text[], $3::int[]) AS lost (name, attempt) USING (name)
       WHERE s.run_id = $1 AND s.attempt > lost.attempt`,
      [runId, lost.map(({ name }) => name), lost.map(({ attempt }) => attempt)],
    );
    if (rowCount! > 0) return;
    await sleep(20);
  }
}
