import type { BlobStore } from '../features/blob-store.type.js';
import { InputFailure } from '../domain/failure.js';
import { runSteps } from '../store/run-steps.js';
import { reviveRun } from '../store/run-transitions.js';
import { findRun, type RunRecord } from '../store/runs.js';
import { requireRun } from './require-run.js';
import type { Workspace } from './workspace.js';

/**
 * Lets a failed or cancelled run go on from what it finished. Steps whose results are gone are done again.
 *
 * @throws InputFailure RUN_NOT_FOUND, RUN_NOT_RETRYABLE
 */
export async function retryRun({ store, blobs }: Workspace, runId: string): Promise<RunRecord> {
  const run = await requireRun(store, runId);
  if (run.errorCode === 'INTERRUPTED_BY_UPGRADE') {
    throw new InputFailure(
      'RUN_NOT_RETRYABLE',
      `The run ${run.id} was interrupted by an upgrade from a version that did not record what its steps need: start it again.`,
      'runId',
    );
  }
  const status = await reviveRun(store, run.id, await lostResults(store, blobs, run.id));
  if (status !== 'FAILED' && status !== 'CANCELLED') {
    throw new InputFailure(
      'RUN_NOT_RETRYABLE',
      `The run ${run.id} is ${(status ?? run.status).toLowerCase()}: only a failed or cancelled run can be retried.`,
      'runId',
    );
  }
  return (await findRun(store, run.id))!;
}

/** Positions of finished steps that left a result which is not there any more. */
async function lostResults(
  store: Workspace['store'],
  blobs: BlobStore,
  runId: string,
): Promise<readonly number[]> {
  const lost: number[] = [];
  for (const { position, resultSha256 } of await runSteps(store, runId)) {
    if (resultSha256 !== null && !(await blobs.has(resultSha256))) lost.push(position);
  }
  return lost;
}
