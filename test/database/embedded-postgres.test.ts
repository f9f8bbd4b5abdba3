import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { openEmbeddedPostgres } from '../../src/database/embedded-postgres.js';
import { openClient } from '../../src/database/open-client.js';
import { findRunningServer } from '../../src/database/server-process.js';
import { isServed, makeHome, removeHomes, startLease } from './homes.js';

afterAll(removeHomes);

async function ask(url: string, sql: string): Promise<unknown[]> {
  const db = await openClient(url);
  try {
    return (await db.query<unknown[]>({ text: sql, rowMode: 'array' })).rows.flat();
  } finally {
    await db.end();
  }
}

function serverPid(home: string): number {
  const server = findRunningServer(join(home, 'postgres'));
  if (!server) throw new Error('no server runs');
  return server.pid;
}

test('processes share one server, and the last one out stops it', async () => {
  const home = makeHome();
  const first = await startLease(home);
  const second = await startLease(home);
  expect([first.started, second.started]).toEqual([true, false]);
  expect(second.url).toBe(first.url);

  expect(await first.release()).toBe(0);
  expect(isServed(home)).toBe(true);
  expect(await ask(second.url, 'SELECT current_database()')).toEqual(['interlens']);
  expect(await second.release()).toBe(0);
  expect(isServed(home)).toBe(false);
});

test('two simultaneous first starts make one server', async () => {
  const home = makeHome();
  const leases = await Promise.all([startLease(home), startLease(home)]);
  expect(leases.filter(({ started }) => started)).toHaveLength(1);
  expect(leases[0].url).toBe(leases[1].url);
  expect(await Promise.all(leases.map((lease) => lease.release()))).toEqual([0, 0]);
  expect(isServed(home)).toBe(false);
});

test('a killed process leaves the server to the next, which stops it at its end', async () => {
  const home = makeHome();
  const killed = await startLease(home);
  await killed.kill();
  expect(isServed(home)).toBe(true);

  const next = await openEmbeddedPostgres({ home });
  expect(next.started).toBe(false);
  expect(next.url).toBe(killed.url);
  await next.release();
  expect(isServed(home)).toBe(false);
});

test('after kill -9 of the server its users start it again, at the same address and with its data', async () => {
  const home = makeHome();
  const members = [await startLease(home), await startLease(home)];
  const { url } = members[0]!;
  await ask(url, 'CREATE TABLE kept AS SELECT 7 AS value');
  for (let times = 0; times < 2; times += 1) {
    process.kill(serverPid(home), 'SIGKILL');
    await expect
      .poll(() => ask(url, 'SELECT value FROM kept').catch(() => []), { timeout: 20_000 })
      .toEqual([7]);
  }
  // A command that comes and goes finds the members' server, and leaves it to them.
  const next = await openEmbeddedPostgres({ home });
  expect(next).toMatchObject({ url, started: false });
  await next.release();
  expect(isServed(home)).toBe(true);
  expect(await members[0]!.release()).toBe(0);
  expect(isServed(home)).toBe(true);
  expect(await members[1]!.release()).toBe(0);
  expect(isServed(home)).toBe(false);
});

test('a member that leaves while the server is dead leaves none behind', async () => {
  const home = makeHome();
  const lease = await openEmbeddedPostgres({ home });
  process.kill(serverPid(home), 'SIGKILL');
  await sleep(300); // it has begun to start it again
  await lease.release();
  expect(isServed(home)).toBe(false);
});

test.each(['/dev/null', '/dev/null/folder', '/proc/interlens'])('%s is refused as a home', async (home) => {
  await expect(openEmbeddedPostgres({ home })).rejects.toMatchObject({ code: 'BAD_HOME' });
});

test('a stale postmaster.pid whose number now belongs to another process is seen through', async () => {
  const home = makeHome();
  await (await openEmbeddedPostgres({ home })).release();
  const stale = [process.pid, join(home, 'postgres'), 1, 5432, '', '127.0.0.1', '1 1', 'ready   ', ''].join(
    '\n',
  );
  writeFileSync(join(home, 'postgres', 'postmaster.pid'), stale);

  const lease = await openEmbeddedPostgres({ home });
  expect(lease.started).toBe(true);
  await lease.release();
});

test('whoever opens while the last one stops the server gets a server', async () => {
  const home = makeHome();
  let lease = await openEmbeddedPostgres({ home });
  for (let round = 0; round < 6; round++) {
    const leaving = lease.release();
    await sleep(round * 8);
    lease = await openEmbeddedPostgres({ home });
    await leaving;
    expect(await ask(lease.url, 'SELECT 1')).toEqual([1]);
  }
  await lease.release();
  await lease.release();
  expect(isServed(home)).toBe(false);
});

test('presence comes back after a crash that costs the server its connections', async () => {
  const home = makeHome();
  const holder = await startLease(home);
  const presence = `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted`;
  const [before] = await ask(holder.url, presence);
  process.kill(Number(before), 'SIGKILL'); // the postmaster now ends every connection and starts over
  const cameBack = async () => {
    const [now] = await ask(holder.url, presence).catch(() => []);
    return now !== undefined && now !== before;
  };
  await expect.poll(cameBack, { timeout: 20_000 }).toBe(true);

  await (await openEmbeddedPostgres({ home })).release();
  expect(isServed(home)).toBe(true);
  expect(await holder.release()).toBe(0);
  expect(isServed(home)).toBe(false);
});

test('the server listens on 127.0.0.1 only, asks for its password, and takes the settings', async () => {
  const home = makeHome();
  const lease = await openEmbeddedPostgres({ home, serverSettings: { max_connections: '17' } });
  try {
    const names = [
      'listen_addresses',
      'unix_socket_directories',
      'max_connections',
      'server_encoding',
      'lc_collate',
    ];
    const settings = await ask(
      lease.url,
      `SELECT ${names.map((name) => `current_setting('${name}', true)`).join()}`,
    );
    expect(settings.slice(0, 4)).toEqual(['127.0.0.1', '', '17', 'UTF8']);
    expect(await ask(lease.url, `SELECT DISTINCT auth_method FROM pg_hba_file_rules`)).toEqual([
      'scram-sha-256',
    ]);
    expect(statSync(join(home, 'postgres-password')).mode & 0o777).toBe(0o600);

    const wrong = new URL(lease.url);
    wrong.password = 'guess';
    await expect(openClient(wrong.href)).rejects.toMatchObject({ code: '28P01' });
  } finally {
    await lease.release();
  }
});

test('what the user can mend is said, without the password', async () => {
  const home = makeHome();
  await expect(
    openEmbeddedPostgres({ home, serverSettings: { max_connections: 'many' } }),
  ).rejects.toMatchObject({
    name: 'InputFailure',
    code: 'DATABASE_UNAVAILABLE',
    message: expect.stringMatching(/ended at its start[^]*max_connections[^]*DATABASE_URL/) as unknown,
  });

  const password = readFileSync(join(home, 'postgres-password'), 'utf8');
  const lease = await openEmbeddedPostgres({ home });
  writeFileSync(join(home, 'postgres-password'), 'another');
  const refused = openEmbeddedPostgres({ home });
  await expect(refused).rejects.toThrow(/The password in .*postgres-password is not the one/);
  await expect(refused).rejects.not.toThrow(/another$/);
  writeFileSync(join(home, 'postgres-password'), password);
  await lease.release();

  writeFileSync(join(home, 'postgres', 'PG_VERSION'), '12\n');
  await expect(openEmbeddedPostgres({ home })).rejects.toThrow(
    /made by PostgreSQL 12, .*brings PostgreSQL 18/,
  );
});

test('a platform without a built-in PostgreSQL is sent to DATABASE_URL', async () => {
  const { arch } = process;
  Object.defineProperty(process, 'arch', { value: 'pdp11' });
  try {
    await expect(openEmbeddedPostgres({ home: makeHome() })).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      message: expect.stringMatching(/-pdp11\).*DATABASE_URL/) as unknown,
    });
  } finally {
    Object.defineProperty(process, 'arch', { value: arch });
  }
});
