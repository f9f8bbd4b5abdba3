import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRestartablePostgres, type RestartablePostgres } from '../../bench/restartable-postgres.js';
import { InputFailure } from '../../src/domain/failure.js';
import { isConnectionError } from '../../src/store/is-connection-error.js';
import { openStore, type Store } from '../../src/store/open-store.js';
import { retryConnection } from '../../src/store/retry-connection.js';
import { makeHome, removeHomes } from '../database/homes.js';

describe('errors of a connection', () => {
  let postgres: RestartablePostgres;
  let store: Store;
  beforeAll(async () => {
    postgres = await openRestartablePostgres(makeHome());
    store = openStore(postgres.url, 6);
  });
  afterAll(async () => {
    await store.close();
    await postgres.stop();
    removeHomes();
  });

  const waysToAsk = (pause: number): Promise<unknown>[] => [
    store.prisma.$queryRaw`SELECT pg_sleep(${pause})::text`,
    store.prisma.$executeRaw`SELECT pg_sleep(${pause})`,
    store.pool.query('SELECT pg_sleep($1)', [pause]),
    store.prisma.$transaction((transaction) => transaction.$queryRaw`SELECT pg_sleep(${pause})::text`),
    store.prisma.$transaction(async (transaction) => {
      await transaction.dataset.count();
      await sleep(1000 * pause);
    }),
    store.prisma.dataset.findMany(),
  ];
  const failures = async (asked: readonly Promise<unknown>[]): Promise<unknown[]> =>
    (await Promise.allSettled(asked)).flatMap((result) =>
      result.status === 'rejected' ? [result.reason as unknown] : [],
    );

  /** Resolves when the database is at work for so many, and has answered the last. */
  const untilBusy = async (connections: number, last: Promise<unknown> | undefined): Promise<void> => {
    await last;
    for (let busy = 0; busy < connections;) {
      const { rows } = await store.pool.query<{ busy: number }>(
        `SELECT count(*)::int AS busy FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'`,
      );
      busy = rows[0]!.busy;
    }
  };

  it('are told when the server goes, is gone, comes back, and ends connections', async () => {
    const asked = waysToAsk(3);
    const broken = failures(asked);
    await untilBusy(5, asked.at(-1));
    await postgres.stop();
    expect(await broken).toHaveLength(5); // the last had its answer
    expect((await broken).filter((error) => !isConnectionError(error))).toEqual([]);
    const refused = await failures(waysToAsk(0));
    expect(refused).toHaveLength(6);
    expect(refused.filter((error) => !isConnectionError(error))).toEqual([]);

    const counted = retryConnection(() => store.prisma.dataset.count(), AbortSignal.timeout(20_000));
    await postgres.start();
    expect(await counted).toBe(0);

    const asking = waysToAsk(3);
    const ended = failures(asking.slice(0, 5));
    await untilBusy(5, asking.at(-1));
    await store.pool.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()',
    );
    expect(await ended).toHaveLength(5);
    expect((await ended).filter((error) => !isConnectionError(error))).toEqual([]);
  });

  it('are not what a statement or this program does wrong', async () => {
    const wrong = await failures([
      store.pool.query('SELECT nothing'),
      store.prisma.$queryRaw`SELECT 1/0`,
      store.prisma.dataset.create({ data: { id: 'no uuid' } as never }),
      store.prisma.dataset.findUniqueOrThrow({ where: { name: 'none' } }),
      Promise.reject(new InputFailure('RUN_NOT_FOUND', 'There is no run.')),
      Promise.reject(new TypeError('x is undefined')),
    ]);
    expect(wrong).toHaveLength(6);
    for (const error of [...wrong, null, undefined, 'ECONNRESET', 57]) {
      expect(isConnectionError(error), String(error)).toBe(false);
    }
  });

  it('are retried until the signal fires, others not at all', async () => {
    const refuse = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    let attempts = 0;
    const start = performance.now();
    const given = retryConnection(() => (attempts++, Promise.reject(refuse)), AbortSignal.timeout(500));
    await expect(given).rejects.toBe(refuse);
    expect(attempts).toBe(3); // at 0, 100 and 300 ms
    expect(performance.now() - start).toBeLessThan(1500);
    attempts = 0;
    const bug = new Error('a bug');
    await expect(
      retryConnection(() => (attempts++, Promise.reject(bug)), AbortSignal.timeout(500)),
    ).rejects.toBe(bug);
    expect(attempts).toBe(1);
  });
});
