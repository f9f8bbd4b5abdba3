import { RecentlyUsed } from '../domain/recently-used.js';
import type { Notifications } from './notifications.js';
import type { Store } from './open-store.js';
import { RUN_DELETED_CHANNEL } from './retention.js';
import { findRuns, type RunRecord } from './runs.js';

const MOST_KNOWN = 64;

/** Reads runs. */
export interface KnownRuns {
  /** In the order asked for; null for those that are not there. */
  byId(ids: readonly string[]): Promise<(RunRecord | null)[]>;
  /** At once, of a run that this process has deleted. */
  forget(id: string): void;
  close(): Promise<void>;
}

/**
 * Completed runs read last are kept: nothing of such a run changes until it is deleted, and of that everybody is told.
 * While nobody can be told, each is read anew.
 */
export function knownRuns(store: Store, notifications: Notifications): KnownRuns {
  let known = new RecentlyUsed<string, RunRecord>(MOST_KNOWN);
  let deletions = 0;
  const forget = (id: string | null): void => {
    deletions += 1;
    if (id === null) known = new RecentlyUsed(MOST_KNOWN);
    else known.delete(id);
  };
  // Null where deletions may have been missed.
  const listening = notifications.listen(RUN_DELETED_CHANNEL, forget);
  return {
    forget,
    async close() {
      (await listening)();
    },
    async byId(ids) {
      await listening;
      const canKeep = notifications.isConnected;
      const runs = ids.map((id) => (canKeep ? (known.get(id) ?? null) : null));
      const unknown = ids.filter((_, index) => runs[index] === null);
      if (unknown.length === 0) return runs;
      const before = deletions;
      const read = await findRuns(store, unknown);
      // What was read while another was deleted may be the other.
      const isSure = canKeep && deletions === before;
      for (const run of read) if (isSure && run?.status === 'COMPLETED') known.set(run.id, run);
      return runs.map((run) => run ?? read.shift() ?? null);
    },
  };
}
