import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { Prisma } from './generated/client.js';

/** Statements a connection keeps parsed; of the rest none is kept, so that odd ones cannot fill the server's memory. */
const MOST_NAMED = 300;
const MOST_REMEMBERED = 1_000;
/** Characters of a statement that is kept or remembered. */
const LONGEST = 20_000;

const named = new Map<string, string>();
/** Texts that came once. */
const seen = new Set<string>();

/** What statements are sent to: the pool, or a connection of it within a transaction. */
export interface Connections {
  readonly pool: pg.Pool | pg.PoolClient;
}

/** The rows of a statement assembled at run time; those that come again are parsed once a connection. */
export async function queryRows<Row extends object>(
  { pool }: Connections,
  { text, values }: Prisma.Sql,
): Promise<Row[]> {
  const name = nameOf(text);
  const { rows } = await pool.query<Row>({ ...(name !== undefined && { name }), text, values });
  return rows;
}

function nameOf(text: string): string | undefined {
  const known = named.get(text);
  if (known !== undefined || named.size >= MOST_NAMED || text.length > LONGEST) return known;
  if (!seen.has(text)) {
    if (seen.size >= MOST_REMEMBERED) seen.clear();
    seen.add(text);
    return undefined;
  }
  seen.delete(text);
  const name = createHash('sha256').update(text).digest('hex').slice(0, 32);
  named.set(text, name);
  return name;
}
