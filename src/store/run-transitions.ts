import type { RunStatus } from './generated/client.js';
import type { Store, Transaction } from './open-store.js';
import { appendRunEvent } from './run-events.js';

/** Notified with a run's id when its cancellation is requested while it executes. */
export const RUN_CANCEL_CHANNEL = 'interlens_run_cancel';

/** A worker tried to write to a run that is no longer being executed. */
export class RunNotRunning extends Error {
  override readonly name = 'RunNotRunning';
}

/**
 * The run's status and whether it is to be cancelled, its row locked until the transaction ends. Every
 * change of a run begins with this lock: statements after it see all changes made before.
 */
export async function lockRun(
  transaction: Transaction,
  runId: string,
): Promise<{ readonly status: RunStatus; readonly cancelRequested: boolean }> {
  const rows = await transaction.$queryRaw<{ status: RunStatus; cancelRequested: boolean }[]>`
    SELECT status, cancel_requested AS "cancelRequested" FROM estimation_runs WHERE id = ${runId}::uuid FOR UPDATE`;
  if (!rows[0]) throw new RunNotRunning(`the run ${runId} does not exist`);
  return rows[0];
}

/**
 * Begins (or after a failure goes on with) a run.
 *
 * @param engine what the worker's threads compute with, recorded with the run; beside another that began it
 * @returns false when there is nothing to do: the run has ended, or is to be cancelled and now is
 */
export function startRun(store: Store, runId: string, engine: string): Promise<boolean> {
  return store.prisma.$transaction(async (transaction) => {
    const { status, cancelRequested } = await lockRun(transaction, runId);
    if (status !== 'QUEUED' && status !== 'RUNNING') return false;
    if (cancelRequested) {
      await endRun(transaction, runId, 'CANCELLED', 'The run was cancelled.');
      return false;
    }
    if (status === 'QUEUED') {
      await transaction.estimationRun.update({
        where: { id: runId },
        data: { status: 'RUNNING', startedAt: new Date(), engine },
      });
      await appendRunEvent(transaction, runId, { type: 'STARTED', message: 'The run has started.' });
    } else {
      const { engine: before } = await transaction.estimationRun.findUniqueOrThrow({ where: { id: runId } });
      const engines = before.split(', ');
      if (!engines.includes(engine)) {
        await transaction.estimationRun.update({
          where: { id: runId },
          data: { engine: [...engines, engine].join(', ') },
        });
      }
    }
    return true;
  });
}

/**
 * Cancels a queued run at once; asks the worker of an executing one to stop.
 *
 * @returns the status the run had
 */
export function requestCancel(store: Store, runId: string): Promise<RunStatus> {
  return store.prisma.$transaction(async (transaction) => {
    const { status } = await lockRun(transaction, runId);
    if (status === 'QUEUED') await endRun(transaction, runId, 'CANCELLED', 'The run was cancelled.');
    if (status === 'RUNNING') {
      await transaction.estimationRun.update({ where: { id: runId }, data: { cancelRequested: true } });
      await transaction.$executeRaw`SELECT pg_notify(${RUN_CANCEL_CHANNEL}, ${runId})`;
    }
    return status;
  });
}

/** Ends an executing run without results. Does nothing when it has ended already. */
export function abandonRun(
  store: Store,
  runId: string,
  status: 'FAILED' | 'CANCELLED',
  message: string,
): Promise<void> {
  return store.prisma.$transaction(async (transaction) => {
    const run = await lockRun(transaction, runId);
    if (run.status === 'RUNNING' || run.status === 'QUEUED') {
      await endRun(transaction, runId, status, message);
    }
  });
}

/** Marks a locked run as ended and says so in its events. */
export async function endRun(
  transaction: Transaction,
  runId: string,
  status: 'COMPLETED' | 'FAILED' | 'CANCELLED',
  message: string,
): Promise<void> {
  await transaction.estimationRun.update({
    where: { id: runId },
    data: {
      status,
      finishedAt: new Date(),
      ...(status === 'FAILED' && { error: message }),
      ...(status === 'COMPLETED' && { progress: 1 }),
    },
  });
  await appendRunEvent(transaction, runId, { type: status, message });
}
