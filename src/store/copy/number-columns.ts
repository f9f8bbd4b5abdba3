import type { Readable } from 'node:stream';
import { Prisma } from '../generated/client.js';

/** Bytes before the row of a binary COPY, and around its fields. */
const HEADER_BYTES = 19;
const COUNT_BYTES = 2;
const LENGTH_BYTES = 4;

/** A column of a statement's rows: float8, whose NULL becomes NaN, or int4 that has no NULL. */
export interface PackedColumn {
  readonly name: string;
  /** Bytes of a number. */
  readonly width: 4 | 8;
}

export interface NumberColumns {
  readonly count: number;
  /** Of each column, its numbers one after the other, little-endian; in pieces of whole numbers. */
  readonly columns: readonly (readonly Buffer[])[];
}

/**
 * Rows as one row of bytes a column: a COPY of it takes half the time of one of the rows, to send and even more to read.
 *
 * @param rows     in their order
 * @param columns  one at least
 */
export function packed(rows: Prisma.Sql, columns: readonly PackedColumn[]): Prisma.Sql {
  const list = columns.map(({ name, width }) => {
    const column = Prisma.raw(`"${name}"`);
    const bytes =
      width === 4 ? Prisma.sql`int4send(${column})` : Prisma.sql`float8send(coalesce(${column}, 'NaN'))`;
    return Prisma.sql`string_agg(${bytes}, ''::bytea)`;
  });
  return Prisma.sql`SELECT ${Prisma.join(list)} FROM (${rows}) rows`;
}

/** Reads one COPY after the other of {@link packed} rows in `FORMAT binary`. */
export async function numberColumns(
  copies: Readable,
  widths: readonly PackedColumn['width'][],
): Promise<NumberColumns> {
  const columns = widths.map(() => [] as Buffer[]);
  let count = 0;
  const reader = new ByteReader(copies);
  while (await reader.hasMore()) {
    await reader.take(HEADER_BYTES + COUNT_BYTES);
    for (const [index, width] of widths.entries()) {
      const length = (await reader.take(LENGTH_BYTES)).readInt32BE();
      if (length < 0) continue; // of no rows
      const numbers = await reader.take(length);
      columns[index]!.push(width === 8 ? numbers.swap64() : numbers.swap32());
      if (index === 0) count += length / width;
    }
    await reader.take(COUNT_BYTES); // says that there is no other row
  }
  return { count, columns };
}

/** Bytes of a stream, as many as are asked for. */
class ByteReader {
  private readonly source: AsyncIterator<Buffer>;
  private chunk: Buffer = Buffer.alloc(0);

  constructor(stream: Readable) {
    this.source = (stream as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  }

  async hasMore(): Promise<boolean> {
    while (this.chunk.length === 0) {
      const next = await this.source.next();
      if (next.done) return false;
      this.chunk = next.value;
    }
    return true;
  }

  /** Nobody else has these bytes. */
  async take(count: number): Promise<Buffer> {
    if (this.chunk.length >= count) return this.cut(count);
    const bytes = Buffer.allocUnsafe(count);
    for (let end = 0; end < count;) {
      if (!(await this.hasMore())) throw new Error('a COPY ended within a row');
      const part = this.cut(Math.min(count - end, this.chunk.length));
      bytes.set(part, end);
      end += part.length;
    }
    return bytes;
  }

  private cut(count: number): Buffer {
    const part = this.chunk.subarray(0, count);
    this.chunk = this.chunk.subarray(count);
    return part;
  }
}

/** RFC 4648 with padding, of bytes in pieces. */
export function base64Of(pieces: readonly Buffer[]): Buffer[] {
  const texts: Buffer[] = [];
  let rest: Buffer = Buffer.alloc(0);
  for (const piece of pieces) {
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    const whole = bytes.length - (bytes.length % 3);
    texts.push(base64OfWhole(bytes.subarray(0, whole)));
    rest = bytes.subarray(whole);
  }
  if (rest.length > 0) texts.push(Buffer.from(rest.toString('base64')));
  return texts;
}

/** Both letters of twelve bits, as they lie in memory. */
const LETTERS = new Uint16Array(4096);
{
  const letters = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
  const bytes = new Uint8Array(LETTERS.buffer);
  for (let bits = 0; bits < 4096; bits += 1) {
    bytes[2 * bits] = letters[bits >> 6]!;
    bytes[2 * bits + 1] = letters[bits & 63]!;
  }
}

/** Of whole groups of three bytes, in a third of the time that a string and a buffer of it take. */
function base64OfWhole(bytes: Buffer): Buffer {
  const groups = bytes.length / 3;
  const text = new Uint16Array(2 * groups);
  for (let group = 0, at = 0; group < groups; group += 1, at += 3) {
    const bits = (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!;
    text[2 * group] = LETTERS[bits >> 12]!;
    text[2 * group + 1] = LETTERS[bits & 4095]!;
  }
  return Buffer.from(text.buffer);
}
