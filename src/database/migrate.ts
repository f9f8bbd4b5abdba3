import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { InputFailure } from '../domain/failure.js';
import { connectDatabase } from './connect-database.js';
import { isOneTransaction } from './is-one-transaction.js';
import { readMigrations, type Migration } from './read-migrations.js';

/** The advisory lock `prisma migrate` takes: its runs and ours wait for each other. */
const PRISMA_MIGRATE_LOCK = 72707369;
const LOCK_WAIT_SECONDS = 60;

/**
 * Brings a database to the newest migration of `folder`, as `prisma migrate deploy` does: same order, same
 * `_prisma_migrations` table, same checksums, same lock.
 *
 * A migration and the row that records it are one transaction, so a killed process leaves neither; only a script
 * that manages transactions itself, or cannot run in one, may stay recorded as failed.
 *
 * @param folder holds one sub-folder per migration, each with a `migration.sql`
 * @returns names of the migrations applied now, in order; empty when there was nothing to do
 * @throws InputFailure BAD_DATABASE_URL, DATABASE_UNAVAILABLE (see `connectDatabase`); DATABASE_BUSY when another
 *   process holds the lock; DATABASE_NEWER when a newer version has migrated it; DATABASE_NOT_EMPTY when it holds
 *   other tables; MIGRATION_EDITED; MIGRATION_FAILED
 */
export async function applyMigrations(url: string, folder: string): Promise<string[]> {
  const migrations = await readMigrations(folder);
  const db = await connectDatabase(url);
  try {
    await lock(db);
    await requireOwnDatabase(db);
    await db.query(`CREATE TABLE IF NOT EXISTS _prisma_migrations (
      id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
      migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
      started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`);
    const pending = await pendingMigrations(db, migrations);
    for (const migration of pending) await apply(db, migration);
    return pending.map(({ name }) => name);
  } finally {
    await db.end();
  }
}

async function lock(db: pg.Client): Promise<void> {
  await db.query(`SET lock_timeout = '${LOCK_WAIT_SECONDS}s'`);
  try {
    await db.query('SELECT pg_advisory_lock($1)', [PRISMA_MIGRATE_LOCK]);
  } catch (error) {
    if ((error as pg.DatabaseError).code !== '55P03') throw error;
    throw new InputFailure(
      'DATABASE_BUSY',
      `Another process has been migrating database "${db.database ?? ''}" for ${LOCK_WAIT_SECONDS} s: wait for it, then try again.`,
    );
  }
  await db.query('RESET lock_timeout');
}

/** A database without a migration table must have no tables of its own: it is most likely another program's. */
async function requireOwnDatabase(db: pg.Client): Promise<void> {
  const { rows } = await db.query<{ table: string }>(`
    SELECT relname AS table FROM pg_class c
    WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
      AND to_regclass('_prisma_migrations') IS NULL
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = c.oid AND deptype = 'e')
    ORDER BY 1 LIMIT 1`);
  if (rows[0] === undefined) return;
  throw new InputFailure(
    'DATABASE_NOT_EMPTY',
    `Database "${db.database ?? ''}" holds tables that are not Interlens's (such as "${rows[0].table}"): name an empty database in DATABASE_URL.`,
    'DATABASE_URL',
  );
}

async function pendingMigrations(db: pg.Client, known: readonly Migration[]): Promise<Migration[]> {
  const { rows } = await db.query<{ name: string; checksum: string; done: boolean; logs: string | null }>(`
    SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS done, logs
    FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at`);
  const names = new Set(known.map(({ name }) => name));
  const unknown = rows.filter((row) => row.done && !names.has(row.name)).map((row) => row.name);
  if (unknown.length > 0) {
    throw new InputFailure(
      'DATABASE_NEWER',
      `Database "${db.database ?? ''}" was migrated by a newer version of Interlens (${unknown.join(', ')} not known here): update Interlens, or name another database.`,
    );
  }
  const failed = rows.find((row) => !row.done);
  if (failed) {
    throw new InputFailure(
      'MIGRATION_FAILED',
      `Migration ${failed.name} of database "${db.database ?? ''}" was left unfinished earlier (${failed.logs?.split('\n')[0] ?? 'no log'}): repair the database, then run "prisma migrate resolve".`,
    );
  }
  const checksums = new Map(rows.map((row) => [row.name, row.checksum]));
  const edited = known.find(({ name, checksum }) => (checksums.get(name) ?? checksum) !== checksum);
  if (edited) {
    throw new InputFailure(
      'MIGRATION_EDITED',
      `Migration ${edited.name} differs from what was applied to database "${db.database ?? ''}": restore the file, or start with an empty database.`,
    );
  }
  return known.filter(({ name }) => !checksums.has(name));
}

async function apply(db: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  const id = randomUUID();
  const atomic = isOneTransaction(sql);
  const begin = 'INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)';
  try {
    if (atomic) await db.query('BEGIN');
    await db.query(begin, [id, checksum, name]);
    await db.query(sql);
    await db.query(
      'UPDATE _prisma_migrations SET finished_at = clock_timestamp(), applied_steps_count = 1 WHERE id = $1',
      [id],
    );
    if (atomic) await db.query('COMMIT');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await recordFailure(db, id, reason, atomic ? { checksum, name } : null);
    throw new InputFailure(
      'MIGRATION_FAILED',
      `Migration ${name} of database "${db.database ?? ''}" failed${atomic ? ' and was rolled back' : ''}: ${reason}`,
      null,
      { cause: error },
    );
  }
}

/** The connection may be what failed: the migration's own error is the one worth reporting. */
async function recordFailure(
  db: pg.Client,
  id: string,
  reason: string,
  rolledBack: Pick<Migration, 'checksum' | 'name'> | null,
): Promise<void> {
  try {
    await db.query('ROLLBACK');
    if (rolledBack === null) {
      await db.query('UPDATE _prisma_migrations SET logs = $2 WHERE id = $1', [id, reason]);
    } else {
      await db.query(
        `INSERT INTO _prisma_migrations (id, checksum, migration_name, logs, rolled_back_at)
         VALUES ($1, $2, $3, $4, now())`,
        [id, rolledBack.checksum, rolledBack.name, reason],
      );
    }
  } catch {
    // Left to the next run, which finds the unfinished row or none.
  }
}
