import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

/** Rows of a table, in PostgreSQL's binary COPY format. */
export interface CopyTarget {
  readonly table: string;
  /** Columns in the order `write` fills them. */
  readonly columns: readonly string[];
}

/** Bytes handed to the connection at a time: bounds memory whatever the number of rows. */
const CHUNK_BYTES = 256 * 1024;
const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const END = Buffer.from([0xff, 0xff]);

/**
 * Streams `count` rows into a table over one connection, within that connection's transaction.
 *
 * @param write fills in row `row`: exactly one value for each column, in their order
 */
export async function copyRows(
  client: pg.ClientBase,
  target: CopyTarget,
  count: number,
  write: (row: number, fields: FieldWriter) => void,
): Promise<void> {
  const columns = target.columns.map((column) => `"${column}"`).join(', ');
  const sink = client.query(copyFrom(`COPY "${target.table}" (${columns}) FROM STDIN (FORMAT binary)`));
  await pipeline(Readable.from(encodedChunks(target.columns.length, count, write)), sink);
}

async function* encodedChunks(
  columns: number,
  count: number,
  write: (row: number, fields: FieldWriter) => void,
): AsyncGenerator<Buffer> {
  yield SIGNATURE;
  const fields = new FieldWriter();
  for (let row = 0; row < count; row += 1) {
    fields.startRow(columns);
    write(row, fields);
    if (fields.length < CHUNK_BYTES) continue;
    yield fields.take();
    // A connection that takes all it is given would keep the process from everything else until the last row.
    await setImmediate();
  }
  yield Buffer.concat([fields.take(), END]);
}

/** Appends field values to a growing buffer, each as its length in bytes and its big-endian content. */
export class FieldWriter {
  private buffer = Buffer.allocUnsafe(CHUNK_BYTES + 4096);
  private end = 0;

  get length(): number {
    return this.end;
  }

  startRow(columns: number): void {
    this.reserve(2);
    this.end = this.buffer.writeInt16BE(columns, this.end);
  }

  int2(value: number): void {
    this.reserve(6);
    this.end = this.buffer.writeInt32BE(2, this.end);
    this.end = this.buffer.writeInt16BE(value, this.end);
  }

  int4(value: number): void {
    this.reserve(8);
    this.end = this.buffer.writeInt32BE(4, this.end);
    this.end = this.buffer.writeInt32BE(value, this.end);
  }

  /** Not finite: null, since no index or aggregate could use it. */
  finiteFloat8(value: number): void {
    if (!Number.isFinite(value)) {
      this.null();
      return;
    }
    this.reserve(12);
    this.end = this.buffer.writeInt32BE(8, this.end);
    this.end = this.buffer.writeDoubleBE(value, this.end);
  }

  text(value: string | null): void {
    if (value === null) {
      this.null();
      return;
    }
    const length = Buffer.byteLength(value);
    this.reserve(4 + length);
    this.end = this.buffer.writeInt32BE(length, this.end);
    this.end += this.buffer.write(value, this.end);
  }

  /** A text by its bytes. */
  utf8(bytes: Uint8Array): void {
    this.reserve(4 + bytes.length);
    this.end = this.buffer.writeInt32BE(bytes.length, this.end);
    this.buffer.set(bytes, this.end);
    this.end += bytes.length;
  }

  /** @param bytes a uuid's 16 bytes, see {@link uuidBytes} */
  uuid(bytes: Buffer): void {
    this.reserve(20);
    this.end = this.buffer.writeInt32BE(16, this.end);
    this.end += bytes.copy(this.buffer, this.end);
  }

  null(): void {
    this.reserve(4);
    this.end = this.buffer.writeInt32BE(-1, this.end);
  }

  /** What was written since the last call. The writer goes on with a buffer of its own. */
  take(): Buffer {
    const taken = this.buffer.subarray(0, this.end);
    this.buffer = Buffer.allocUnsafe(CHUNK_BYTES + 4096);
    this.end = 0;
    return taken;
  }

  private reserve(bytes: number): void {
    if (this.end + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.end + bytes));
    this.buffer.copy(larger, 0, 0, this.end);
    this.buffer = larger;
  }
}

/** The 16 bytes of a uuid in its usual text form. */
export function uuidBytes(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex');
}
