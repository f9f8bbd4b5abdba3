import { openClient } from '../database/open-client.js';
import type { Store } from './open-store.js';

/** Any number, as long as nothing else in the database uses it. */
const IMPORT_LOCK = 4_821_733;

/** The last of a process's imports, for the next to wait for: one of them at a time asks for the lock. */
const lastOf = new WeakMap<Store, Promise<unknown>>();

/** Runs `work` while no other import runs, in this process or any other. */
export function withImportLock<T>(store: Store, work: () => Promise<T>): Promise<T> {
  const before = lastOf.get(store) ?? Promise.resolve();
  const import_ = before.then(() => withDatabaseLock(store.url, work));
  lastOf.set(
    store,
    import_.catch(() => undefined),
  );
  return import_;
}

/** Not on a connection of the pool, from which `work` needs some, too. */
async function withDatabaseLock<T>(url: string, work: () => Promise<T>): Promise<T> {
  const client = await openClient(url, { keepAlive: true });
  try {
    await client.query('SELECT pg_advisory_lock($1)', [IMPORT_LOCK]);
    return await work();
  } finally {
    // Closing the session gives the lock back even where the connection is no longer in order.
    await client.end().catch(() => undefined);
  }
}
