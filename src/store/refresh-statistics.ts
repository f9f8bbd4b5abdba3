import type { Store } from './open-store.js';

/**
 * Tells PostgreSQL's planner of many new rows at once. Until it knows of a new run or dataset it expects a row of it, or
 * none, and joins tens of thousands by comparing each with each; by itself it would look only after a minute.
 */
export async function refreshStatistics(
  { pool }: Pick<Store, 'pool'>,
  table: 'interactions' | 'samples',
): Promise<void> {
  // The rows are there in any case, and the server will look at them by itself.
  await pool.query(`ANALYZE ${table}`).catch(() => undefined);
}
