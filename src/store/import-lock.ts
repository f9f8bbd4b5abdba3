import type { Store } from './open-store.js';

/** Any number, as long as nothing else in the database uses it. */
const IMPORT_LOCK = 4_821_733;

/** Runs `work` while no other import runs, in this process or any other. */
export async function withImportLock<T>(store: Store, work: () => Promise<T>): Promise<T> {
  const client = await store.pool.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [IMPORT_LOCK]);
    return await work();
  } finally {
    // Closing the session gives the lock back even where the connection is no longer in order.
    client.release(true);
  }
}
