import { runProgress, type RunProgress } from '../domain/run-progress.js';
import type { Transaction } from './open-store.js';

/** A run is not done before its end says so. */
const MOST_BEFORE_THE_END = 0.999;

interface GroupRow {
  doneCost: number;
  doneSeconds: number;
  runningCost: number;
  runningCostDone: number;
  waitingCost: number;
  running: number;
  queued: number;
}

/** How far a run is, by its steps. */
export async function presentProgress(transaction: Transaction, runId: string): Promise<RunProgress> {
  const rows = await transaction.$queryRaw<GroupRow[]>`
    SELECT
      coalesce(sum(cost) FILTER (WHERE status = 'COMPLETED'), 0) AS "doneCost",
      coalesce(sum(seconds) FILTER (WHERE status = 'COMPLETED'), 0) AS "doneSeconds",
      coalesce(sum(cost) FILTER (WHERE status = 'RUNNING'), 0) AS "runningCost",
      coalesce(sum(cost * progress) FILTER (WHERE status = 'RUNNING'), 0) AS "runningCostDone",
      coalesce(sum(cost) FILTER (WHERE status IN ('PENDING', 'QUEUED')), 0) AS "waitingCost",
      (count(*) FILTER (WHERE status = 'RUNNING'))::int AS running,
      (count(*) FILTER (WHERE status = 'QUEUED'))::int AS queued
    FROM run_steps WHERE run_id = ${runId}::uuid
    GROUP BY kind, subject`;
  const groups = rows.map((row) => ({
    done: { cost: row.doneCost, seconds: row.doneSeconds },
    running: { cost: row.runningCost, costDone: row.runningCostDone },
    waiting: { cost: row.waitingCost },
  }));
  const total = (name: 'running' | 'queued'): number => rows.reduce((sum, row) => sum + row[name], 0);
  // Who has just finished a step takes the next one.
  const atWork = total('running') + Math.min(1, total('queued'));
  const { share, remainingSeconds } = runProgress(groups, atWork);
  return { share: Math.min(share, MOST_BEFORE_THE_END), remainingSeconds };
}
