import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { InputFailure } from '../../src/domain/failure.js';
import { openDatabase } from '../../src/database/open-database.js';
import { createEmptyDatabase, withClient } from './empty-database.js';
import { isServed, makeHome, removeHomes } from './homes.js';

afterAll(removeHomes);

async function failureOf(url: string): Promise<InputFailure> {
  const outcome: unknown = await openDatabase({ url, home: '/nowhere' }).catch((error: unknown) => error);
  if (outcome instanceof InputFailure) return outcome;
  throw new Error('no InputFailure', { cause: outcome });
}

function changed(change: (url: URL) => void): string {
  const url = new URL(inject('adminUrl'));
  change(url);
  return url.href;
}

test('a database given by its address is migrated and left alone afterwards', async () => {
  const database = await createEmptyDatabase();
  const lease = await openDatabase({ url: database.url, home: '/nowhere' });
  expect(lease).toMatchObject({ url: database.url, started: false });
  await lease.release();
  const applied = await withClient(database.url, (db) => db.query('SELECT FROM _prisma_migrations'));
  expect(applied.rowCount).toBeGreaterThan(0);
  await database.drop();
});

test('without an address the embedded server is used, and its database migrated', async () => {
  const home = makeHome();
  const lease = await openDatabase({ home });
  const applied = await withClient(lease.url, (db) => db.query('SELECT FROM _prisma_migrations'));
  expect(applied.rowCount).toBeGreaterThan(0);
  await lease.release();
  expect(isServed(home)).toBe(false);
});

test('a database that cannot be migrated is given back', async () => {
  const home = makeHome();
  const lease = await openDatabase({ home });
  const unknown = `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', 'x', '9_new', now())`;
  await withClient(lease.url, (db) => db.query(unknown));
  await lease.release();
  await expect(openDatabase({ home })).rejects.toMatchObject({ code: 'DATABASE_NEWER' });
  expect(isServed(home)).toBe(false);
});

describe('a database that cannot be used', () => {
  const port = () => new URL(inject('adminUrl')).port;

  test('wrong password', async () => {
    const { code, message } = await failureOf(changed((url) => (url.password = 'secret')));
    expect(code).toBe('DATABASE_UNAVAILABLE');
    expect(message).toContain(`127.0.0.1:${port()} did not admit user "postgres" to database "postgres"`);
    expect(message).not.toContain('secret');
  });

  test('no password', async () => {
    const { message } = await failureOf(changed((url) => (url.password = '')));
    expect(message).toMatch(/asks for a password for user "postgres"/);
  });

  test('no such database', async () => {
    const { code, message } = await failureOf(changed((url) => (url.pathname = '/absent')));
    expect(code).toBe('DATABASE_UNAVAILABLE');
    expect(message).toContain(`127.0.0.1:${port()} has no database "absent"`);
  });

  test('nothing listens there', async () => {
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const { port: free } = probe.address() as AddressInfo;
    probe.close();
    const { code, message } = await failureOf(`postgresql://me:secret@127.0.0.1:${free}/mine`);
    expect(code).toBe('DATABASE_UNAVAILABLE');
    expect(message).toContain(`nothing listens at 127.0.0.1:${free} (database "mine")`);
  });

  test('something else listens there', async () => {
    const other = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(
      0,
      '127.0.0.1',
    );
    await once(other, 'listening');
    const { port: busy } = other.address() as AddressInfo;
    const { code, message } = await failureOf(`postgresql://me:secret@127.0.0.1:${busy}/mine`);
    other.close();
    expect(code).toBe('DATABASE_UNAVAILABLE');
    expect(message).toContain(`127.0.0.1:${busy}, database "mine"`);
    expect(message).not.toContain('secret');
  });

  test.each([
    'mine',
    '',
    'mysql://me:secret@127.0.0.1/mine',
    'postgresql://me:se/cret@127.0.0.1/mine',
    'postgresql://me:12/secret@127.0.0.1/mine',
    'postgresql://me:12#secret@127.0.0.1/mine',
    'postgresql://me:12?secret@127.0.0.1/mine',
    'postgresql://me:secret@[::1/mine',
  ])('not an address: %j', async (url) => {
    const { code, message, cause } = await failureOf(url);
    expect(code).toBe('BAD_DATABASE_URL');
    expect(message).not.toMatch(/secret|cret@/);
    expect(cause).toBeUndefined();
  });
});
