import type pg from 'pg';
import type { Store } from './open-store.js';

/** Runs `work` in one transaction on a connection of its own; any failure rolls all of it back. */
export async function inTransaction<T>(
  store: Store,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await store.pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: unknown) => (broken = failure as Error));
    throw error;
  } finally {
    client.release(broken); // a connection that cannot even roll back is not given to anyone else
  }
}
