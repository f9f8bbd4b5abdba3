import { InputFailure } from '../domain/failure.js';
import { abandonRun, isUnfinished } from '../store/run-transitions.js';
import { findRun, type RunRecord } from '../store/runs.js';
import { requireRun } from './require-run.js';
import type { Workspace } from './workspace.js';

/**
 * Cancels a run: from now on nobody writes to it; its workers end their steps as soon as they hear of it.
 *
 * @throws InputFailure RUN_NOT_FOUND, RUN_FINISHED
 */
export async function cancelRun({ store }: Workspace, runId: string): Promise<RunRecord> {
  const run = await requireRun(store, runId);
  const message = 'The run was cancelled.';
  const status = (await abandonRun(store, run.id, { status: 'CANCELLED', message })) ?? run.status;
  if (!isUnfinished(status)) {
    throw new InputFailure(
      'RUN_FINISHED',
      `The run ${run.id} is ${status.toLowerCase()} and cannot be cancelled any more.`,
      'runId',
    );
  }
  return (await findRun(store, run.id))!;
}
