import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { InputFailure } from '../domain/failure.js';
import type { DatabaseLease } from './database-lease.type.js';
import { withExclusiveLock } from './exclusive-lock.js';
import { openClient } from './open-client.js';
import { holdPresence } from './presence.js';
import { ensureCluster, SERVER_USER } from './server-cluster.js';
import { serverPlace, type ServerPlace } from './server-place.js';
import { findRunningServer, lastLines, startServer, stopServer } from './server-process.js';

const DATABASE = 'interlens';
const GIVE_UP_MS = 30_000;
const REVIVE_MS = 10_000;
const RETRY_MS = 50;

/**
 * A database on the PostgreSQL server of the folder `home`, which is made and started when there is none.
 *
 * All processes of this machine with the same home share one server: the first starts it, the last to release its
 * lease stops it. A killed process leaves it running for the next one. Two machines (or containers) must not share
 * a home: they cannot see each other's server.
 *
 * @param options.home            folder for data, log and password; made when missing
 * @param options.serverSettings  PostgreSQL parameters; only the process that starts the server sets them
 * @throws InputFailure DATABASE_UNAVAILABLE, with the tail of the server's log where that helps
 */
export async function openEmbeddedPostgres(options: {
  home: string;
  serverSettings?: Record<string, string>;
}): Promise<DatabaseLease> {
  const place = await serverPlace(options.home);
  const deadline = Date.now() + GIVE_UP_MS;
  let started = false;
  for (;;) {
    try {
      const server = await ensureServer(place, options.serverSettings ?? {}, deadline - Date.now());
      started ||= server.started;
      return await join(place, server.port, started, options.serverSettings ?? {});
    } catch (error) {
      // Everything else passes: the server is starting, or another process was the last one and is stopping it.
      if (error instanceof InputFailure) throw error;
      if (Date.now() > deadline) throw unavailable(place, error);
      await sleep(RETRY_MS);
    }
  }
}

async function ensureServer(
  place: ServerPlace,
  settings: Record<string, string>,
  timeoutMs: number,
  port?: number,
): Promise<{ port: number; started: boolean }> {
  const running = findRunningServer(place.data);
  if (running?.ready) return { port: running.port, started: false };
  return withExclusiveLock(`${place.data}.lock`, timeoutMs, async () => {
    const meanwhile = findRunningServer(place.data);
    if (meanwhile?.ready) return { port: meanwhile.port, started: false };
    if (meanwhile) throw new Error(`server ${meanwhile.pid} is starting or stopping`);
    await ensureCluster(place);
    const server = await startServer(place, settings, timeoutMs, port);
    if (server === null) throw new Error('the server could not start yet');
    return { port: server.port, started: true };
  });
}

/**
 * Shows presence first: from then on no other process stops the server. Where the server dies all the same, the first of
 * those present to notice starts it again.
 */
async function join(
  place: ServerPlace,
  port: number,
  started: boolean,
  settings: Record<string, string>,
): Promise<DatabaseLease> {
  const password = readPassword(place);
  const address = (database: string) =>
    `postgresql://${SERVER_USER}:${password}@127.0.0.1:${port}/${database}`;
  try {
    const presence = await holdPresence(address('postgres'), async () => {
      if (!existsSync(place.data)) throw new Error(`${place.data} is gone`); // not to be made anew
      await ensureServer(place, settings, REVIVE_MS, port);
    });
    let released: Promise<void> | null = null;
    const release = () => (released ??= presence.leave(() => stopServer(place)).then(() => undefined));
    try {
      await ensureDatabase(address('postgres'));
    } catch (error) {
      await release();
      throw error;
    }
    return { url: address(DATABASE), started, release };
  } catch (error) {
    if ((error as { code?: string }).code !== '28P01') throw error;
    throw new InputFailure(
      'DATABASE_UNAVAILABLE',
      `The password in ${place.password} is not the one of the PostgreSQL data in ${place.data}: restore the file, or set INTERLENS_HOME to another folder.`,
      'INTERLENS_HOME',
    );
  }
}

function readPassword(place: ServerPlace): string {
  if (existsSync(place.password)) return readFileSync(place.password, 'utf8').trim();
  throw new InputFailure(
    'DATABASE_UNAVAILABLE',
    `${place.password} is missing, and without it the PostgreSQL data in ${place.data} cannot be used: restore the file, or set INTERLENS_HOME to another folder.`,
    'INTERLENS_HOME',
  );
}

async function ensureDatabase(adminUrl: string): Promise<void> {
  const admin = await openClient(adminUrl, { ssl: false });
  try {
    const { rowCount } = await admin.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await admin.query(`CREATE DATABASE ${DATABASE}`);
  } catch (error) {
    // Another process made it in the same moment.
    const { code } = error as { code?: string };
    if (code !== '42P04' && code !== '23505') throw error;
  } finally {
    await admin.end();
  }
}

function unavailable(place: ServerPlace, cause: unknown): InputFailure {
  const log = existsSync(place.log) ? lastLines(readFileSync(place.log, 'utf8')) : '(no log)';
  return new InputFailure(
    'DATABASE_UNAVAILABLE',
    `The built-in PostgreSQL in ${place.data} could not be used for ${GIVE_UP_MS / 1000} s (${(cause as Error).message}); its log ${place.log} ends:\n${log}`,
    null,
    { cause },
  );
}
