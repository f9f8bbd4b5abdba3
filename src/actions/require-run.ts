import { InputFailure } from '../domain/failure.js';
import type { Store } from '../store/open-store.js';
import { findRun, type RunRecord } from '../store/runs.js';

/** @throws InputFailure RUN_NOT_FOUND */
export async function requireRun(store: Store, runId: string, field = 'runId'): Promise<RunRecord> {
  const run = await findRun(store, runId);
  if (!run) throw new InputFailure('RUN_NOT_FOUND', `There is no run "${runId}".`, field);
  return run;
}
