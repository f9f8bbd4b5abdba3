import { join } from 'node:path';
import { InputFailure } from '../domain/failure.js';
import { connectDatabase } from './connect-database.js';
import type { DatabaseLease } from './database-lease.type.js';
import { openEmbeddedPostgres } from './embedded-postgres.js';
import { applyMigrations } from './migrate.js';
import { packageRoot } from './package-root.js';

const OLDEST_SERVER = 140_000; // server_version_num of PostgreSQL 14

/**
 * The database Interlens works on, migrated to this version: the one at `url`, or, without a `url`, the embedded
 * server of `home`.
 *
 * @throws InputFailure as `connectDatabase`, `applyMigrations` and `openEmbeddedPostgres` do, and DATABASE_TOO_OLD
 *   for a server before PostgreSQL 14
 */
export async function openDatabase(options: { url?: string; home: string }): Promise<DatabaseLease> {
  const lease =
    options.url === undefined
      ? await openEmbeddedPostgres({ home: options.home })
      : await openExternal(options.url);
  try {
    await applyMigrations(lease.url, join(packageRoot(), 'prisma', 'migrations'));
  } catch (error) {
    await lease.release();
    throw error;
  }
  return lease;
}

async function openExternal(url: string): Promise<DatabaseLease> {
  const db = await connectDatabase(url);
  try {
    const { rows } = await db.query<{ number: number; text: string }>(
      `SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS text`,
    );
    const [version] = rows;
    if (version === undefined || version.number < OLDEST_SERVER) {
      throw new InputFailure(
        'DATABASE_TOO_OLD',
        `The server at ${db.host}:${db.port} is PostgreSQL ${version?.text ?? 'of unknown version'}; Interlens needs 14 or newer.`,
        'DATABASE_URL',
      );
    }
  } finally {
    await db.end();
  }
  return { url, started: false, release: () => Promise.resolve() };
}
