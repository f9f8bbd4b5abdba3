import type { Readable } from 'node:stream';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { openClient } from '../../database/open-client.js';
import { InputFailure } from '../../domain/failure.js';
import type { Prisma } from '../generated/client.js';

/** Streams at once, of a process: each holds a connection for as long as its reader takes. */
const MOST_AT_ONCE = 8;
let atOnce = 0;

/**
 * The rows of a statement as PostgreSQL's COPY writes them, as fast as they are read and no faster, on a connection of
 * their own. Destroying the stream ends the statement.
 *
 * @param options of COPY, such as `FORMAT csv`
 * @throws InputFailure TOO_MANY_EXPORTS
 */
export async function copyOut(url: string, statement: Prisma.Sql, options: string): Promise<Readable> {
  if (atOnce >= MOST_AT_ONCE) {
    const message = `This server sends ${String(MOST_AT_ONCE)} exports at once and no more: try again when one has ended.`;
    throw new InputFailure('TOO_MANY_EXPORTS', message);
  }
  atOnce += 1;
  let client: pg.Client;
  try {
    client = await openClient(url, { keepAlive: true, application_name: 'interlens export' });
  } catch (error) {
    atOnce -= 1;
    throw error;
  }
  const rows = client.query(copyTo(`COPY (${withLiterals(statement)}) TO STDOUT (${options})`));
  rows.once('close', () => {
    atOnce -= 1;
    // Of a statement that goes on the end would only be noticed after its last row.
    if (rows.readableEnded) void client.end().catch(() => undefined);
    else client.connection.stream.destroy();
  });
  return rows;
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
