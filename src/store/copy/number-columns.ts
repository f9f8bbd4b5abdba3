import type { Readable } from 'node:stream';

/** Bytes before the first row of a binary COPY. */
const HEADER_BYTES = 19;
const LENGTH_BYTES = 4;
const COUNT_BYTES = 2;
/** Where a row would begin. */
const END = -1;
const WORD = 4;
/** Bytes of a piece: whole numbers, and whole groups of three bytes, of which base64 makes four letters. */
const PIECE = 96 * 1024;

export interface NumberColumns {
  readonly count: number;
  /** Of each column, the base64 of its numbers one after the other, little-endian; in pieces. */
  readonly base64: readonly (readonly Buffer[])[];
}

/**
 * Reads the columns of one COPY after the other in `FORMAT binary`, whose fields all have the same number of bytes.
 *
 * @param widths bytes of a column's fields: 8 of a float8, whose NULL becomes NaN; 4 of an int4 that has no NULL
 */
export async function numberColumns(rows: Readable, widths: readonly (4 | 8)[]): Promise<NumberColumns> {
  const columns = widths.map((width) => new NumberColumn(width));
  const longest = COUNT_BYTES + widths.reduce((sum, width) => sum + LENGTH_BYTES + width, 0);
  let rest: Buffer = Buffer.alloc(0);
  let isWithin = false; // of a COPY, past its header
  let count = 0;
  for await (const chunk of rows as AsyncIterable<Buffer>) {
    const bytes: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let at = 0;
    for (;;) {
      if (!isWithin) {
        if (bytes.length - at < HEADER_BYTES) break;
        at += HEADER_BYTES;
        isWithin = true;
      }
      if (bytes.length - at < COUNT_BYTES) break;
      if (view.getInt16(at) === END) {
        at += COUNT_BYTES;
        isWithin = false;
        continue;
      }
      if (bytes.length - at < longest && !isWholeRow(view, at, widths.length)) break;
      at += COUNT_BYTES;
      for (const column of columns) {
        const length = view.getInt32(at);
        at += LENGTH_BYTES;
        if (length < 0) {
          column.appendMissing();
        } else {
          column.append(view, at);
          at += length;
        }
      }
      count += 1;
    }
    rest = bytes.subarray(at);
  }
  return { count, base64: columns.map((column) => column.take()) };
}

/** Whether a row that NULLs may have made shorter is there to its end. */
function isWholeRow(view: DataView, start: number, width: number): boolean {
  let at = start + COUNT_BYTES;
  for (let column = 0; column < width; column += 1) {
    if (view.byteLength - at < LENGTH_BYTES) return false;
    at += LENGTH_BYTES + Math.max(0, view.getInt32(at));
  }
  return at <= view.byteLength;
}

/** Numbers of one width, turned from big-endian to little-endian and to base64 piece by piece. */
class NumberColumn {
  private readonly pieces: Buffer[] = [];
  private readonly bytes = new DataView(new ArrayBuffer(PIECE));
  private end = 0;

  constructor(private readonly width: 4 | 8) {}

  append(from: DataView, at: number): void {
    const { bytes, end } = this;
    if (this.width === 8) {
      bytes.setUint32(end, from.getUint32(at + WORD), true);
      bytes.setUint32(end + WORD, from.getUint32(at), true);
    } else {
      bytes.setUint32(end, from.getUint32(at), true);
    }
    this.advance();
  }

  /** NaN for NULL. */
  appendMissing(): void {
    this.bytes.setFloat64(this.end, NaN, true);
    this.advance();
  }

  take(): Buffer[] {
    if (this.end > 0) this.flush();
    return this.pieces;
  }

  private advance(): void {
    this.end += this.width;
    if (this.end === this.bytes.byteLength) this.flush();
  }

  private flush(): void {
    this.pieces.push(base64Of(new Uint8Array(this.bytes.buffer, 0, this.end)));
    this.end = 0;
  }
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

/** RFC 4648 with padding, in a third of the time that a string and a buffer of it take. */
function base64Of(bytes: Uint8Array): Buffer {
  const groups = Math.floor(bytes.length / 3);
  const text = new Uint16Array(2 * Math.ceil(bytes.length / 3));
  for (let group = 0, at = 0; group < groups; group += 1, at += 3) {
    const bits = (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!;
    text[2 * group] = LETTERS[bits >> 12]!;
    text[2 * group + 1] = LETTERS[bits & 4095]!;
  }
  const encoded = Buffer.from(text.buffer);
  encoded.write(Buffer.from(bytes.subarray(3 * groups)).toString('base64'), 4 * groups, 'latin1');
  return encoded;
}
