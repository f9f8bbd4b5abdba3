import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { openClient } from './open-client.js';

/** The advisory lock, in database `postgres`, that every process using an embedded server shares. */
const PRESENCE_LOCK = 5_201_149;
const LOCAL: pg.ClientConfig = { ssl: false, connectionTimeoutMillis: 5_000 };
const RECONNECT_MS = 250;

/** A process's sign that it uses a server. */
export interface Presence {
  /** Takes the sign away; true when `whenLast` ran, because no other process showed one. */
  leave(whenLast: () => Promise<void>): Promise<boolean>;
}

/**
 * Shows this process's presence at the server until `leave`, or until the process ends in whatever way.
 * The sign is a session lock, so it goes with the connection; it does not keep the process running.
 * When the server loses all its connections (the crash of one of its processes, or its own) the sign is set up again.
 *
 * @param url database `postgres` of the server
 * @param revive starts the server at the same address where none runs
 * @throws the driver's error when the server cannot be reached, or is being stopped
 */
export async function holdPresence(url: string, revive: () => Promise<void>): Promise<Presence> {
  let left = false;
  const hasLeft = () => left;
  let reconnecting: Promise<void> | null = null;
  let client = await connect(url, onLoss);

  function onLoss(): void {
    if (!left) reconnecting = reconnect();
  }
  async function reconnect(): Promise<void> {
    for (;;) {
      await sleep(RECONNECT_MS, undefined, { ref: false });
      if (hasLeft()) return;
      try {
        await revive();
        client = await connect(url, onLoss);
        if (hasLeft()) await client.end();
        return;
      } catch {
        // Not back yet.
      }
    }
  }

  return {
    async leave(whenLast) {
      left = true;
      const awake = setInterval(() => undefined, RECONNECT_MS);
      socketOf(client)?.ref(); // a process with nothing else to do would end before it has left
      // Before the connection goes: the server may notice its end only after the next question.
      await client.query('SELECT pg_advisory_unlock_all()').catch(() => undefined);
      await client.end().catch(() => undefined);
      await reconnecting; // or it would leave a server behind
      return runWhenAlone(url, whenLast).finally(() => {
        clearInterval(awake);
      });
    },
  };
}

async function connect(url: string, onEnd: () => void): Promise<pg.Client> {
  const client = await openClient(url, { ...LOCAL, application_name: 'interlens presence' });
  try {
    // Whoever stops the server holds this lock meanwhile; the wait then ends with the connection.
    await client.query(`SET lock_timeout = '10s'`);
    await client.query('SELECT pg_advisory_lock_shared($1)', [PRESENCE_LOCK]);
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  client.once('end', onEnd);
  socketOf(client)?.unref();
  return client;
}

function socketOf(client: pg.Client): Socket | null {
  const { stream } = client.connection;
  return stream instanceof Socket ? stream : null;
}

async function runWhenAlone(url: string, action: () => Promise<void>): Promise<boolean> {
  const client = await lockAlone(url);
  if (client === null) return false;
  try {
    await action();
    return true;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** A connection holding the lock alone; null when others are present, or the server is gone or going. */
async function lockAlone(url: string): Promise<pg.Client | null> {
  let client: pg.Client | null = null;
  try {
    client = await openClient(url, LOCAL);
    const sql = 'SELECT pg_try_advisory_lock($1) AS alone';
    const { rows } = await client.query<{ alone: boolean }>(sql, [PRESENCE_LOCK]);
    if (rows[0]?.alone === true) return client;
  } catch {
    // Another process was alone, and stops the server.
  }
  await client?.end().catch(() => undefined);
  return null;
}
