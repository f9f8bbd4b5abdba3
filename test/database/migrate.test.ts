import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { applyMigrations } from '../../src/database/migrate.js';
import { createEmptyDatabase, withClient } from './empty-database.js';

let database: Awaited<ReturnType<typeof createEmptyDatabase>>;
let folder: string;

beforeEach(async () => {
  database = await createEmptyDatabase();
  folder = mkdtempSync(join(tmpdir(), 'interlens-migrations-'));
  writeFileSync(join(folder, 'migration_lock.toml'), 'provider = "postgresql"\n');
  write('1_first', 'CREATE TABLE one (id int PRIMARY KEY);');
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await database.drop();
});

function write(name: string, sql: string): void {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, 'migration.sql'), sql);
}

function ask(sql: string): Promise<unknown[]> {
  return withClient(
    database.url,
    async (db) => (await db.query<unknown[]>({ text: sql, rowMode: 'array' })).rows,
  );
}

test('migrations are applied once, in the order of their names, and recorded as Prisma does', async () => {
  write('2_second', 'ALTER TABLE one ADD name text; INSERT INTO one VALUES (1, $$a;b$$);\n-- the end');
  expect(await applyMigrations(database.url, folder)).toEqual(['1_first', '2_second']);
  expect(await applyMigrations(database.url, folder)).toEqual([]);
  write('3_third', 'CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 2; END $$;');
  expect(await applyMigrations(database.url, folder)).toEqual(['3_third']);

  const rows = await ask(`SELECT migration_name, checksum, finished_at >= started_at, applied_steps_count
    FROM _prisma_migrations ORDER BY started_at`);
  expect(rows.map((row) => (row as unknown[])[0])).toEqual(['1_first', '2_second', '3_third']);
  // sha256sum of the script's bytes
  expect(rows[0]).toEqual([
    '1_first',
    '3886fb51131103656f86dd19b85b9fc8d9509c03b1e04e08021b1e9310241414',
    true,
    1,
  ]);
});

test('processes that start together do not migrate twice', async () => {
  const both = await Promise.all([1, 2, 3].map(() => applyMigrations(database.url, folder)));
  expect(both.flat()).toEqual(['1_first']);
});

test('a migration that fails is rolled back, reported, and tried again next time', async () => {
  write('2_wrong', 'CREATE TABLE two (id int); INSERT INTO nowhere VALUES (1);');
  const failure = {
    code: 'MIGRATION_FAILED',
    message: expect.stringMatching(/2_wrong .*rolled back: .*nowhere/) as unknown,
  };
  await expect(applyMigrations(database.url, folder)).rejects.toMatchObject(failure);
  expect(await ask(`SELECT to_regclass('one') IS NULL, to_regclass('two') IS NULL`)).toEqual([[false, true]]);
  expect(await ask('SELECT logs FROM _prisma_migrations WHERE rolled_back_at IS NOT NULL')).toEqual([
    ['relation "nowhere" does not exist'],
  ]);

  write('2_wrong', 'CREATE TABLE two (id int);');
  expect(await applyMigrations(database.url, folder)).toEqual(['2_wrong']);
});

test('a migration with transactions of its own that fails must be mended by hand', async () => {
  write('2_own', 'BEGIN; CREATE TABLE two (id int); COMMIT; INSERT INTO nowhere VALUES (1);');
  await expect(applyMigrations(database.url, folder)).rejects.toThrow(
    /Migration 2_own of database "empty_\w+" failed: /,
  );
  await expect(applyMigrations(database.url, folder)).rejects.toMatchObject({
    code: 'MIGRATION_FAILED',
    message: expect.stringMatching(
      /2_own .*left unfinished earlier \(relation "nowhere".*migrate resolve/,
    ) as unknown,
  });
});

test('what cannot run inside a transaction runs outside one', async () => {
  write('2_index', 'CREATE INDEX CONCURRENTLY one_id ON one (id)');
  expect(await applyMigrations(database.url, folder)).toEqual(['1_first', '2_index']);
});

test('an edited migration is refused', async () => {
  await applyMigrations(database.url, folder);
  write('1_first', 'CREATE TABLE one (id bigint PRIMARY KEY);');
  await expect(applyMigrations(database.url, folder)).rejects.toMatchObject({ code: 'MIGRATION_EDITED' });
});

test('the database of a newer version is refused', async () => {
  write('2_future', 'CREATE TABLE two (id int);');
  await applyMigrations(database.url, folder);
  rmSync(join(folder, '2_future'), { recursive: true });
  await expect(applyMigrations(database.url, folder)).rejects.toMatchObject({
    code: 'DATABASE_NEWER',
    message: expect.stringContaining('2_future') as unknown,
  });
});

test("another program's database is refused", async () => {
  await ask('CREATE TABLE customers (id int)');
  await expect(applyMigrations(database.url, folder)).rejects.toMatchObject({
    code: 'DATABASE_NOT_EMPTY',
    message: expect.stringContaining('"customers"') as unknown,
  });
  expect(await ask(`SELECT to_regclass('one') IS NULL, to_regclass('_prisma_migrations') IS NULL`)).toEqual([
    [true, true],
  ]);
});
