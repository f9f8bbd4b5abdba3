import { InputFailure } from '../domain/failure.js';
import { requestCancel } from '../store/run-transitions.js';
import { findRun, type RunRecord } from '../store/runs.js';
import { requireRun } from './require-run.js';
import type { Workspace } from './workspace.js';

/**
 * Cancels a run: a queued one at once, an executing one as soon as its worker hears of it.
 *
 * @throws InputFailure RUN_NOT_FOUND, RUN_FINISHED
 */
export async function cancelRun({ store }: Workspace, runId: string): Promise<RunRecord> {
  const run = await requireRun(store, runId);
  const status = await requestCancel(store, run.id);
  if (status !== 'QUEUED' && status !== 'RUNNING') {
    throw new InputFailure(
      'RUN_FINISHED',
      `The run ${run.id} is ${status.toLowerCase()} and cannot be cancelled any more.`,
      'runId',
    );
  }
  return (await findRun(store, run.id))!;
}
