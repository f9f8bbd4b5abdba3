import { InputFailure } from '../domain/failure.js';
import { deleteEndedRun } from '../store/retention.js';
import { deleteUnusedBlobs } from './delete-unused-blobs.js';
import { requireRun } from './require-run.js';
import type { Workspace } from './workspace.js';

/**
 * Deletes a run that has ended, with its records, events and what its steps left behind that nothing else needs.
 *
 * @throws InputFailure RUN_NOT_FOUND, RUN_NOT_FINISHED
 */
export async function deleteRun(workspace: Workspace, runId: string): Promise<void> {
  const run = await requireRun(workspace.store, runId);
  const addresses = await deleteEndedRun(workspace.store, run.id);
  if (addresses === null) {
    throw new InputFailure('RUN_NOT_FINISHED', `The run ${run.id} has not ended: cancel it first.`, 'runId');
  }
  await deleteUnusedBlobs(workspace, addresses, 1);
}
