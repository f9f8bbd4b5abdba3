import { Readable } from 'node:stream';
import { Prisma } from '../generated/client.js';
import type { Store } from '../open-store.js';
import { copyOut } from './copy-out.js';
import { JSON_VALUES, jsonLines, type JsonValue } from './json-values.js';

export const ROW_FORMATS = ['csv', 'ndjson'] as const;
/** CSV (RFC 4180) with a head, where a missing value is empty; or one JSON object a line, where it is null. */
export type RowFormat = (typeof ROW_FORMATS)[number];

/** A column of rows that are sent: text, or a number. */
export interface RowColumn extends JsonValue {
  readonly expression: Prisma.Sql;
}

/**
 * Rows as a file.
 *
 * @param from `FROM … ORDER BY …` of what the columns are expressions of
 * @throws InputFailure TOO_MANY_EXPORTS
 */
export async function sendRows(
  store: Store,
  columns: readonly RowColumn[],
  from: Prisma.Sql,
  format: RowFormat,
): Promise<Readable> {
  const list = columns.map(({ name, expression }) => Prisma.sql`${expression} AS ${Prisma.raw(`"${name}"`)}`);
  const statement = Prisma.sql`SELECT ${Prisma.join(list)} ${from}`;
  if (format === 'csv') return copyOut(store, { statement, options: 'FORMAT csv, HEADER true' });
  const rows = await copyOut(store, { statement, options: JSON_VALUES });
  return Readable.from(jsonLines(rows, columns), { objectMode: false });
}
