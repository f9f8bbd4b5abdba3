import { Readable } from 'node:stream';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { InputFailure } from '../../domain/failure.js';
import type { Prisma } from '../generated/client.js';
import { EXPORTS_AT_ONCE, type Store } from '../open-store.js';

/** Streams of a store: each holds its connections for as long as its reader takes. */
const atOnce = new WeakMap<Store, number>();

/** A COPY of a statement's rows. */
export interface Copy {
  readonly statement: Prisma.Sql;
  /** Such as `FORMAT csv`. */
  readonly options: string;
}

/**
 * The rows of a statement as PostgreSQL's COPY writes them, as fast as they are read and no faster, on a connection of
 * their own. Destroying the stream ends the statement.
 *
 * @throws InputFailure TOO_MANY_EXPORTS
 */
export function copyOut(store: Store, copy: Copy): Promise<Readable> {
  return admitted(store, async () => {
    const client = await store.exports.connect();
    return leaving([client], client.query(copyTo(copyText(copy))));
  });
}

/**
 * The rows of one statement after the other, as {@link copyOut} has them. Two connections that see the same database
 * take turns, so that a statement is at work while the one before it is read: each should be for some thousands of rows,
 * which are held in memory.
 *
 * @throws InputFailure TOO_MANY_EXPORTS
 */
export function copySlices(store: Store, copies: readonly Copy[]): Promise<Readable> {
  return admitted(store, async () => {
    const clients = await openTogether(store);
    const texts = copies.map(copyText);
    return leaving(clients, Readable.from(inTurns(clients, texts), { objectMode: false }));
  });
}

async function* inTurns(clients: readonly pg.PoolClient[], texts: readonly string[]): AsyncGenerator<Buffer> {
  const begun: Promise<Buffer[]>[] = [];
  const begin = (at: number): void => {
    if (at >= texts.length) return;
    const slice = collect(clients[at % clients.length]!.query(copyTo(texts[at]!)));
    slice.catch(() => undefined); // heard of in its turn, if that comes
    begun.push(slice);
  };
  clients.forEach((_, at) => begin(at));
  for (let at = 0; at < texts.length; at += 1) {
    const chunks = await begun[at]!;
    begin(at + clients.length);
    yield* chunks;
    begun[at] = NOTHING;
  }
  for (const client of clients) await client.query('COMMIT');
}

const NOTHING = Promise.resolve<Buffer[]>([]);

async function collect(rows: Readable): Promise<Buffer[]> {
  const chunks: Buffer[] = [];
  for await (const chunk of rows as AsyncIterable<Buffer>) chunks.push(chunk);
  return chunks;
}

async function admitted(store: Store, open: () => Promise<Readable>): Promise<Readable> {
  const others = atOnce.get(store) ?? 0;
  if (others >= EXPORTS_AT_ONCE) {
    const message = `This server sends ${String(EXPORTS_AT_ONCE)} exports at once and no more: try again when one has ended.`;
    throw new InputFailure('TOO_MANY_EXPORTS', message);
  }
  const done = (): unknown => atOnce.set(store, atOnce.get(store)! - 1);
  atOnce.set(store, others + 1);
  try {
    return (await open()).once('close', done);
  } catch (error) {
    done();
    throw error;
  }
}

/** Two connections that see the same database. */
async function openTogether({ exports }: Store): Promise<pg.PoolClient[]> {
  const clients: pg.PoolClient[] = [];
  try {
    for (let count = 0; count < 2; count += 1) {
      const client = await exports.connect();
      clients.push(client);
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    }
    const [first, second] = clients as [pg.PoolClient, pg.PoolClient];
    const { rows } = await first.query<{ snapshot: string }>('SELECT pg_export_snapshot() AS snapshot');
    await second.query(`SET TRANSACTION SNAPSHOT ${pg.escapeLiteral(rows[0]!.snapshot)}`);
    for (const client of clients) await client.query(IN_ORDER);
    return clients;
  } catch (error) {
    for (const client of clients) client.release(true);
    throw error;
  }
}

/** Rows are read as an index has them: of a slice, the planner thinks that it is quicker to read and sort them. */
const IN_ORDER = 'SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off';

/** Gives connections back with the end of the rows; or ends them, since those rows would be sent to their last. */
function leaving(clients: readonly pg.PoolClient[], rows: Readable): Readable {
  return rows.once('close', () => {
    for (const client of clients) {
      if (!rows.readableEnded) client.connection.stream.destroy();
      client.release(!rows.readableEnded);
    }
  });
}

function copyText({ statement, options }: Copy): string {
  return `COPY (${withLiterals(statement)}) TO STDOUT (${options})`;
}

/** COPY takes no parameters: each becomes a literal, of the text that would have been sent for it. */
function withLiterals({ strings, values }: Prisma.Sql): string {
  return strings
    .map((text, index) => text + (index < values.length ? literalOf(values[index]) : ''))
    .join('');
}

function literalOf(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  return pg.escapeLiteral(textOf(value));
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) {
    return `{${value.map((item) => `"${textOf(item).replace(/[\\"]/g, '\\$&')}"`).join(',')}}`;
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return String(value);
  throw new TypeError(`no literal can be made of a ${typeof value}`);
}
