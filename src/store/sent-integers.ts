import { Prisma } from './generated/client.js';

/**
 * Integers of all rows as one value of bytes: an array of PostgreSQL is text, and reading 200,000 numbers out of it holds
 * the process up.
 */
export function sentIntegers(value: Prisma.Sql, order: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`string_agg(int4send(${value}), ''::bytea ORDER BY ${order})`;
}

/** Reads {@link sentIntegers}: null is of no rows. */
export function receivedIntegers(bytes: Uint8Array | null): Int32Array {
  const copy = Buffer.alloc(bytes?.length ?? 0);
  if (bytes) copy.set(bytes);
  return new Int32Array(copy.swap32().buffer, 0, copy.length / 4);
}
