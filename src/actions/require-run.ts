import { InputFailure } from '../domain/failure.js';
import type { Store } from '../store/open-store.js';
import { findRun, type RunRecord } from '../store/runs.js';

/** @throws InputFailure RUN_NOT_FOUND */
export async function requireRun(store: Store, runId: string, field = 'runId'): Promise<RunRecord> {
  return found(await findRun(store, runId), runId, field);
}

/** @throws InputFailure RUN_NOT_FOUND */
export function found(run: RunRecord | null, runId: string, field: string): RunRecord {
  if (run) return run;
  throw new InputFailure('RUN_NOT_FOUND', `There is no run "${runId}".`, field);
}
