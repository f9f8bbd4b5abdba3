import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../../src/estimation/random.js';
import type { EstimationRequest } from '../../src/actions/start-estimation.js';
import type { Store } from '../../src/store/open-store.js';
import type { RunEventRecord } from '../../src/store/run-events.js';
import type { RunRecord } from '../../src/store/runs.js';
import { startWorkerProcess, type WorkerProcess } from './worker-process.js';

/** Where runs are estimated by worker processes. */
export interface KillsPlace {
  readonly url: string;
  readonly home: string;
  readonly store: Store;
  estimate(request: Partial<EstimationRequest>): Promise<RunRecord>;
  eventsOf(run: RunRecord): Promise<RunEventRecord[]>;
  recordsOf(run: RunRecord): Promise<string>;
}

export interface KillsResult {
  /** The run's last event. */
  readonly end: Pick<RunEventRecord, 'type' | 'progress'>;
  readonly kills: number;
  /** Steps that workers were at when they were killed. */
  readonly stepsLost: number;
  /** Beginnings of steps beyond one, and one more for each time they were lost. */
  readonly doneAgainNeedlessly: number;
  /** Steps that were not completed just once. */
  readonly notCompletedOnce: number;
  readonly resumedAfterMs: { readonly median: number; readonly most: number };
  readonly sameRecords: boolean;
}

interface Attempt {
  readonly name: string;
  readonly attempt: number;
}

/**
 * Kills one of two workers, at random moments, until a run has lost `kills` of them.
 *
 * @throws Error when the run is over before that
 */
export async function measureKills(
  place: KillsPlace,
  kills: number,
  request: Partial<EstimationRequest>,
  seed = 1,
): Promise<KillsResult> {
  const { url, home, store } = place;
  const random = new Random(seed, 'kills');
  const start = (): Promise<WorkerProcess> => startWorkerProcess({ url, home });
  const workers = [await start(), await start()];
  const run = await place.estimate(request);
  const over = new AbortController();
  const events = place.eventsOf(run).finally(() => over.abort());
  const delays: number[] = [];
  const lost: Attempt[] = [];
  while (delays.length < kills) {
    if (over.signal.aborted)
      throw new Error(`The run was over after ${String(delays.length)} kills: it needs more steps.`);
    await sleep(1_500 * random.uniform());
    const [victim] = workers.splice(Math.floor(2 * random.uniform()), 1);
    process.kill(victim!.pid, 'SIGSTOP'); // so that what it is at can be told exactly …
    await sleep(100); // … once the server has done what it was asked just before
    const { rows: steps } = await store.pool.query<Attempt>(
      `SELECT s.name, s.attempt FROM run_steps s JOIN workers w ON s.slot = ANY (w.slots)
       WHERE w.pid = $1 AND s.status = 'RUNNING'`,
      [victim!.pid],
    );
    const killedAt = performance.now();
    await victim!.end('SIGKILL');
    const replacement = start();
    if (steps.length > 0) {
      await untilTaken(store, run.id, steps);
      delays.push(performance.now() - killedAt);
      lost.push(...steps);
    }
    workers.push(await replacement);
  }
  const all = await events;
  const undisturbed = await place.estimate(request);
  await place.eventsOf(undisturbed);
  await Promise.all(workers.map((worker) => worker.end('SIGTERM')));
  const { type, progress } = all.at(-1)!;
  const told = (of: RunEventRecord['type']): string[] =>
    all.filter((event) => event.type === of).map(({ step }) => step!);
  const [begun, completed] = [told('STEP_STARTED'), told('STEP_COMPLETED')];
  const count = (names: readonly string[], name: string): number =>
    names.filter((one) => one === name).length;
  const names = lost.map(({ name }) => name);
  const sorted = [...delays].sort((a, b) => a - b);
  return {
    end: { type, progress },
    kills: delays.length,
    stepsLost: lost.length,
    doneAgainNeedlessly: [...new Set(begun)].reduce(
      (sum, name) => sum + Math.max(0, count(begun, name) - 1 - count(names, name)),
      0,
    ),
    notCompletedOnce: [...new Set(begun)].filter((name) => count(completed, name) !== 1).length,
    resumedAfterMs: { median: sorted[sorted.length >> 1]!, most: sorted.at(-1)! },
    sameRecords: (await place.recordsOf(run)) === (await place.recordsOf(undisturbed)),
  };
}

/** Resolves when one of the lost steps was taken by another worker. */
async function untilTaken(store: Store, runId: string, lost: readonly Attempt[]): Promise<void> {
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
