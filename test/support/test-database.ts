import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { openClient } from '../../src/database/open-client.js';

/**
 * A migrated, empty database of the caller's own.
 *
 * `drop` fails, after dropping it all the same, when connections to it are still open: the test leaks a pool.
 */
export async function createTestDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await asAdmin(`CREATE DATABASE ${name} TEMPLATE ${inject('templateDatabase')}`);
  const url = new URL(inject('adminUrl'));
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => dropDatabase(name) };
}

async function dropDatabase(name: string): Promise<void> {
  try {
    await asAdmin(`DROP DATABASE ${name}`); // waits 5 s for closing connections to go
  } catch (error) {
    if ((error as { code?: string }).code !== '55006') throw error;
    const open = await asAdmin(
      `SELECT application_name || ': ' || query AS text FROM pg_stat_activity WHERE datname = '${name}'`,
    );
    await asAdmin(`DROP DATABASE ${name} WITH (FORCE)`);
    throw new Error(`connections to the test's database were left open:\n${open.join('\n')}`, {
      cause: error,
    });
  }
}

async function asAdmin(sql: string): Promise<string[]> {
  const admin = await openClient(inject('adminUrl'));
  try {
    const { rows } = await admin.query<{ text?: string }>(sql);
    return rows.map(({ text }) => text ?? '');
  } finally {
    await admin.end();
  }
}
