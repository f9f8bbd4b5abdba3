import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import type pg from 'pg';
import { openClient } from '../../src/database/open-client.js';

/** A database without any migration, on the tests' server. */
export async function createEmptyDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `empty_${randomBytes(8).toString('hex')}`;
  const url = new URL(inject('adminUrl'));
  url.pathname = `/${name}`;
  await withClient(inject('adminUrl'), (db) => db.query(`CREATE DATABASE ${name} TEMPLATE template0`));
  const drop = async () => {
    await withClient(inject('adminUrl'), (db) => db.query(`DROP DATABASE ${name}`));
  };
  return { url: url.href, drop };
}

export async function withClient<T>(url: string, action: (db: pg.Client) => Promise<T>): Promise<T> {
  const db = await openClient(url);
  try {
    return await action(db);
  } finally {
    await db.end();
  }
}
