import type { Readable } from 'node:stream';

/** Bytes before the first row of a binary COPY. */
const HEADER_BYTES = 19;
const LENGTH_BYTES = 4;
const COUNT_BYTES = 2;

export interface NumberColumns {
  readonly count: number;
  /** Of each column, its numbers one after the other, little-endian. */
  readonly bytes: readonly Buffer[];
}

/**
 * Reads the columns of a COPY in `FORMAT binary` whose fields all have the same number of bytes.
 *
 * @param widths bytes of a column's fields: 8 of a float8, whose NULL becomes NaN; 4 of an int4 that has no NULL
 */
export async function numberColumns(rows: Readable, widths: readonly (4 | 8)[]): Promise<NumberColumns> {
  const columns = widths.map((width) => new NumberColumn(width));
  let rest: Buffer = Buffer.alloc(0);
  let skipped = false;
  let count = 0;
  for await (const chunk of rows as AsyncIterable<Buffer>) {
    let bytes: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    if (!skipped) {
      if (bytes.length < HEADER_BYTES) {
        rest = bytes;
        continue;
      }
      bytes = bytes.subarray(HEADER_BYTES);
      skipped = true;
    }
    const most = COUNT_BYTES + widths.reduce((sum, width) => sum + LENGTH_BYTES + width, 0);
    let at = 0;
    // The end is marked by a count of -1, which is shorter than any row.
    while (bytes.length - at >= most || wholeRow(bytes, at, widths.length)) {
      at += COUNT_BYTES;
      for (const column of columns) {
        const length = bytes.readInt32BE(at);
        at += LENGTH_BYTES;
        column.append(length < 0 ? null : bytes, at);
        at += Math.max(0, length);
      }
      count += 1;
    }
    rest = bytes.subarray(at);
  }
  return { count, bytes: columns.map((column) => column.take()) };
}

/** Whether a row that NULLs may have made shorter is there to its end. */
function wholeRow(bytes: Buffer, start: number, width: number): boolean {
  let at = start;
  if (bytes.length - at < COUNT_BYTES || bytes.readInt16BE(at) < 0) return false;
  at += COUNT_BYTES;
  for (let column = 0; column < width; column += 1) {
    if (bytes.length - at < LENGTH_BYTES) return false;
    at += LENGTH_BYTES + Math.max(0, bytes.readInt32BE(at));
  }
  return at <= bytes.length;
}

/** Numbers of one width, turned from big-endian to little-endian. */
class NumberColumn {
  private bytes: Buffer = Buffer.allocUnsafe(64 * 1024);
  private end = 0;

  constructor(private readonly width: 4 | 8) {}

  /** @param from null for NULL */
  append(from: Buffer | null, at: number): void {
    if (this.end + this.width > this.bytes.length) {
      const larger = Buffer.allocUnsafe(2 * this.bytes.length);
      this.bytes.copy(larger);
      this.bytes = larger;
    }
    const { bytes, end, width } = this;
    if (!from) bytes.writeDoubleLE(NaN, end);
    else for (let byte = 0; byte < width; byte += 1) bytes[end + byte] = from[at + width - 1 - byte]!;
    this.end += width;
  }

  take(): Buffer {
    return this.bytes.subarray(0, this.end);
  }
}
