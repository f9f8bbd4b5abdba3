import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { openClient } from '../database/open-client.js';
import type { Store } from './open-store.js';
import { WORKER_LOCK } from './workers.js';

/** A worker's claim to be alive: a lock that the database holds for its connection, and gives up with it. */
export interface WorkerLease {
  /** Whether the lock is held, as far as this process knows. */
  readonly isHeld: boolean;
  /** Resolves once it is held, or will not be any more, or nobody need wait. */
  untilHeld(signal: AbortSignal): Promise<void>;
  release(): Promise<void>;
}

const HEARTBEAT_MS = 1_000;
/**
 * The server ends the connection after so long without a heartbeat: of a host that was cut off, or a process that
 * stands still, it would not hear otherwise.
 */
const LOST_AFTER_MS = 5_000;
const RETRY_MS = 200;

/**
 * Takes the lock of a worker, and again whenever its connection was lost.
 *
 * @param onHeld called each time it is taken, before anybody is told; an error gives the lock up and tries again
 */
export async function openWorkerLease(
  { url }: Store,
  workerId: number,
  onHeld: () => Promise<void>,
): Promise<WorkerLease> {
  const stop = new AbortController();
  const waiting = new Set<() => void>();
  let isHeld = false;

  const take = async (): Promise<pg.Client> => {
    const client = await openClient(url, { application_name: 'interlens worker lease', keepAlive: true, query_timeout: LOST_AFTER_MS }); // prettier-ignore
    try {
      await client.query(`SET idle_session_timeout = ${String(LOST_AFTER_MS)}`);
      // Not waited for: the connection that was lost may hold it for some seconds more.
      const { rows } = await client.query<{ taken: boolean }>(
        'SELECT pg_try_advisory_lock($1::int, $2::int) AS taken',
        [WORKER_LOCK, workerId],
      );
      if (!rows[0]!.taken) throw new Error('the lock is not free yet');
      await onHeld();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
  };

  const wake = (): void => {
    for (const resolve of [...waiting]) resolve();
  };

  const keep = async (client: pg.Client): Promise<void> => {
    const ended = new AbortController();
    client.on('end', () => {
      ended.abort();
    });
    const signal = AbortSignal.any([stop.signal, ended.signal]);
    isHeld = true;
    wake();
    try {
      for (;;) {
        await sleep(HEARTBEAT_MS, undefined, { signal });
        await client.query('SELECT 1');
      }
    } catch {
      // Lost, or told to stop.
    }
    isHeld = false;
    await Promise.race([client.end(), sleep(RETRY_MS)]).catch(() => undefined);
  };

  const keepAlways = async (first: pg.Client): Promise<void> => {
    let client: pg.Client | null = first;
    while (!stop.signal.aborted) {
      if (client) await keep(client);
      client = await take().catch(() => null);
      if (!client) await sleep(RETRY_MS, undefined, { signal: stop.signal }).catch(() => undefined);
    }
    await client?.end().catch(() => undefined);
  };

  const kept = keepAlways(await take());
  return {
    get isHeld() {
      return isHeld;
    },
    async untilHeld(signal) {
      if (isHeld || stop.signal.aborted || signal.aborted) return;
      await new Promise<void>((resolve) => {
        const end = (): void => {
          waiting.delete(end);
          signal.removeEventListener('abort', end);
          resolve();
        };
        waiting.add(end);
        signal.addEventListener('abort', end);
      });
    },
    async release() {
      stop.abort();
      wake();
      await kept;
    },
  };
}
