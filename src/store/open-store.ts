import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { Prisma, PrismaClient } from './generated/client.js';

/**
 * The tables. Prisma reads and writes rows; the pool serves what Prisma cannot do: COPY, and statements
 * assembled at run time. Both share the same connections.
 */
export interface Store {
  /** PostgreSQL address, for connections outside the pool. */
  readonly url: string;
  readonly prisma: PrismaClient;
  readonly pool: pg.Pool;
  /** Connections that rows are sent on, of any number, for as long as their readers take. */
  readonly exports: pg.Pool;
  close(): Promise<void>;
}

/** What a function that takes part in a caller's transaction needs. */
export type Transaction = Prisma.TransactionClient;

/**
 * Milliseconds a transaction waits for a connection, and may take: on a busy machine many steps end together, each waits
 * for the run's row, and a step whose transaction is given up fails with all its work.
 */
const PATIENT = { maxWait: 60_000, timeout: 120_000 };

/**
 * So that nobody waits for a connection on which nothing happens any more, milliseconds: to be connected or given a
 * connection; for a transaction whose process stands still, which the server then rolls back; and for a peer that fell
 * silent, which the operating system asks after a while whether it is there.
 */
const CONNECTION = {
  connectionTimeoutMillis: 30_000,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
};
/**
 * Not at the connection's start, where poolers refuse what they do not know. What a join has found is not memoized: each
 * record has a sample of its own, and to remember it takes longer than to find it.
 */
const SESSION = `SET idle_in_transaction_session_timeout = 5000; SET enable_memoize = off;
  SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3`;

export const EXPORTS_AT_ONCE = 8;
const CONNECTIONS_OF_AN_EXPORT = 2;
/** Workers' rows would have to be sorted together again: one process that reads them in order is faster. */
const EXPORT_SESSION = 'SET max_parallel_workers_per_gather = 0';

/** @param connections most connections held at once */
export function openStore(url: string, connections = 10): Store {
  const pool = openPool(url, SESSION, { max: connections, application_name: 'interlens' });
  const exports = openPool(url, EXPORT_SESSION, {
    max: EXPORTS_AT_ONCE * CONNECTIONS_OF_AN_EXPORT,
    application_name: 'interlens export',
  });
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool), transactionOptions: PATIENT });
  return {
    url,
    prisma,
    pool,
    exports,
    async close() {
      await prisma.$disconnect();
      await pool.end();
      await exports.end();
    },
  };
}

function openPool(url: string, session: string, config: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({
    ...CONNECTION,
    ...config,
    connectionString: url,
    // eslint-disable-next-line @typescript-eslint/no-misused-promises -- it is waited for, whatever the type says
    onConnect: (client) => client.query(session),
  });
  // An idle connection that breaks is replaced at the next query; unhandled, it would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
