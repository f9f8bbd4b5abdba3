import type { RunStatus } from './generated/client.js';
import type { Store, Transaction } from './open-store.js';
import { presentProgress } from './present-progress.js';
import { appendRunEvent } from './run-events.js';
import { queueReadySteps, removeQueuedSteps } from './step-queue.js';

/** Notified with a run's id when it ends: whoever works on a step of it need not go on. */
export const RUN_ENDED_CHANNEL = 'interlens_run_ended';

export interface LockedRun {
  readonly status: RunStatus;
  readonly engine: string;
}

/**
 * The run's present state, its row locked until the transaction ends; null when there is no such run. Every
 * change of a run begins with this lock: statements after it see all changes made before.
 */
export async function lockRun(transaction: Transaction, runId: string): Promise<LockedRun | null> {
  // Not FOR UPDATE: whoever is writing the run's records holds its key, and cancelling must not wait for that.
  const rows = await transaction.$queryRaw<LockedRun[]>`
    SELECT status, engine FROM estimation_runs WHERE id = ${runId}::uuid FOR NO KEY UPDATE`;
  return rows[0] ?? null;
}

export function isUnfinished(status: RunStatus): boolean {
  return status === 'QUEUED' || status === 'RUNNING';
}

/** How a run ends without results. */
export type RunEnding =
  | { readonly status: 'CANCELLED'; readonly message: string }
  /** `code`: one of a fixed set, for programs. */
  | { readonly status: 'FAILED'; readonly code: RunErrorCode; readonly message: string };

export type RunErrorCode = 'FEATURES_GONE' | 'STEP_FAILED' | 'WORKERS_LOST' | 'NEWER_PAYLOAD' | 'BAD_PAYLOAD';

/**
 * Ends a run that has not ended yet: from then on nobody writes to it, and its workers hear of it.
 *
 * @returns the status the run had; null when there is no such run
 */
export function abandonRun(store: Store, runId: string, ending: RunEnding): Promise<RunStatus | null> {
  return store.prisma.$transaction(async (transaction) => {
    const run = await lockRun(transaction, runId);
    if (run && isUnfinished(run.status)) await endRun(transaction, runId, ending);
    return run?.status ?? null;
  });
}

/** Marks a locked run as ended, takes its steps out of the queue and says so in its events. */
export async function endRun(
  transaction: Transaction,
  runId: string,
  ending: RunEnding | { readonly status: 'COMPLETED'; readonly message: string },
): Promise<void> {
  const { status, message } = ending;
  await transaction.estimationRun.update({
    where: { id: runId },
    data: {
      status,
      finishedAt: new Date(),
      remainingSeconds: null,
      ...(status === 'FAILED' && { errorCode: ending.code, error: message }),
      ...(status === 'COMPLETED' && { progress: 1, remainingSeconds: 0 }),
    },
  });
  await removeQueuedSteps(transaction, runId);
  await appendRunEvent(transaction, runId, { type: status, message });
  await transaction.$executeRaw`SELECT pg_notify(${RUN_ENDED_CHANNEL}, ${runId})`;
}

/**
 * Lets a failed or cancelled run go on from what it finished.
 *
 * @param lost positions of finished steps whose results are gone: they are done again
 * @returns the status the run had; nothing is done unless it is FAILED or CANCELLED
 */
export function reviveRun(store: Store, runId: string, lost: readonly number[]): Promise<RunStatus | null> {
  return store.prisma.$transaction(async (transaction) => {
    const run = await lockRun(transaction, runId);
    if (run?.status !== 'FAILED' && run?.status !== 'CANCELLED') return run?.status ?? null;
    const undone = await undoSteps(transaction, runId, lost);
    await transaction.runStep.updateMany({
      where: { runId, status: { not: 'COMPLETED' } },
      data: { failures: 0, losses: 0 },
    });
    await transaction.$executeRaw`
      UPDATE estimation_runs
      SET status = 'QUEUED', error = NULL, error_code = NULL, finished_at = NULL,
          idle_seconds = CASE WHEN started_at IS NULL THEN 0
                         ELSE idle_seconds + extract(epoch FROM now() - finished_at) END,
          progress = CASE WHEN ${undone > 0} THEN 0 ELSE progress END
      WHERE id = ${runId}::uuid`;
    const { share } = await presentProgress(transaction, runId);
    await appendRunEvent(transaction, runId, {
      type: 'RETRIED',
      message: 'The run goes on from what it finished.',
      progress: { share, remainingSeconds: null },
    });
    await queueReadySteps(transaction, runId, true);
    return run.status;
  });
}

/**
 * Has finished steps done again, and those that made use of their results.
 *
 * @returns how many
 */
function undoSteps(transaction: Transaction, runId: string, lost: readonly number[]): Promise<number> {
  return transaction.$executeRaw`
    WITH RECURSIVE undone AS (
      SELECT unnest(${[...lost]}::int[]) AS position
      UNION
      SELECT s.position FROM run_steps s JOIN undone ON undone.position = ANY (s.needs)
      WHERE s.run_id = ${runId}::uuid
    )
    UPDATE run_steps s
    SET status = 'PENDING', result_sha256 = NULL, diagnostics = '{}', seconds = NULL, progress = 0
    FROM undone WHERE s.run_id = ${runId}::uuid AND s.position = undone.position AND s.status = 'COMPLETED'`;
}
