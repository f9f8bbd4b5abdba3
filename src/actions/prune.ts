import {
  countOldEvents,
  deleteOldEvents,
  forgetPartialResults,
  runsWithPartialResults,
} from '../store/retention.js';
import { deleteUnusedBlobs } from './delete-unused-blobs.js';
import type { Workspace } from './workspace.js';

export interface Retention {
  /** Events of runs that ended longer ago are deleted, days. */
  readonly eventDays: number;
  /** What failed and cancelled runs had finished is deleted, days after they ended. */
  readonly resultDays: number;
  /** Only says what would be deleted. */
  readonly dryRun: boolean;
}

export interface Pruned {
  readonly events: number;
  /** Runs whose partial results were deleted. */
  readonly runs: number;
  /** Blobs of theirs that nothing else needed; null where nothing was deleted. */
  readonly blobs: number | null;
}

const DAY_MS = 86_400_000;

/** Deletes what retention no longer keeps. Complete runs keep all their results. */
export async function prune(
  { store, blobs }: Workspace,
  { eventDays, resultDays, dryRun }: Retention,
  now = new Date(),
): Promise<Pruned> {
  const before = (days: number): Date => new Date(now.getTime() - days * DAY_MS);
  const runs = await runsWithPartialResults(store, before(resultDays));
  if (dryRun)
    return { events: await countOldEvents(store, before(eventDays)), runs: runs.length, blobs: null };
  let deleted = 0;
  for (const runId of runs) {
    deleted += await deleteUnusedBlobs(
      { store, blobs },
      await forgetPartialResults(store, runId),
      resultDays,
      now,
    );
  }
  return { events: await deleteOldEvents(store, before(eventDays)), runs: runs.length, blobs: deleted };
}
