import type { Readable } from 'node:stream';

/** What COPY puts around a text that has one of the others in it, between values, and between rows. */
const QUOTE = 1;
const SEPARATOR = 2;
const NEWLINE = 10;
const LARGEST_CONTROL = 31;
const DOUBLE_QUOTE = 34;
const BACKSLASH = 92;
/** Most bytes that one byte of a text becomes: `\u001f`. */
const LONGEST_ESCAPE = 6;
/** Bytes of a value that are read at once, for which there must be room. */
const STRETCH = 4096;

/** Options of a COPY whose values these functions read. */
export const JSON_VALUES = `FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02'`;

/** A column of a COPY: text becomes a JSON string; anything else is the JSON of itself as PostgreSQL writes it. */
export interface JsonValue {
  readonly name: string;
  readonly isText: boolean;
}

export interface JsonColumns {
  readonly count: number;
  /** Of each column, the JSON of its array, in pieces. */
  readonly arrays: readonly (readonly Buffer[])[];
}

/** Turns rows into one JSON array a column. */
export async function jsonColumns(rows: Readable, columns: readonly JsonValue[]): Promise<JsonColumns> {
  const outputs = columns.map(() => new Output());
  const comma = Buffer.from(',');
  const transcoder = new Transcoder(
    columns.map(({ isText }, index) => ({ isText, output: outputs[index]!, lead: comma })),
    Buffer.alloc(0),
  );
  for await (const chunk of rows as AsyncIterable<Buffer>) transcoder.write(chunk);
  return {
    count: transcoder.rows,
    arrays: outputs.map((output) => {
      const [first, ...rest] = output.take();
      // Each value has a comma before it.
      return [OPENING, ...(first ? [first.subarray(comma.length)] : []), ...rest, CLOSING];
    }),
  };
}

/** Turns rows into a JSON object a line. */
export async function* jsonLines(rows: Readable, columns: readonly JsonValue[]): AsyncGenerator<Buffer> {
  const output = new Output();
  const transcoder = new Transcoder(
    columns.map(({ name, isText }, index) => ({
      isText,
      output,
      lead: Buffer.from(`${index === 0 ? '{' : ','}${JSON.stringify(name)}:`),
    })),
    Buffer.from('}\n'),
  );
  for await (const chunk of rows as AsyncIterable<Buffer>) {
    transcoder.write(chunk);
    yield* output.take();
  }
}

/** Bytes that grow, in pieces that are never moved. */
class Output {
  bytes: Buffer = Buffer.allocUnsafe(PIECE);
  end = 0;
  /** Where what was not taken begins. */
  private start = 0;
  private full: Buffer[] = [];

  /** Makes room for so many more in one piece. */
  reserve(count: number): void {
    if (this.end + count <= this.bytes.length) return;
    this.full = this.take();
    this.bytes = Buffer.allocUnsafe(Math.max(PIECE, count));
    this.end = 0;
    this.start = 0;
  }

  append(text: Buffer): void {
    this.reserve(text.length);
    // Of a few bytes at most: to call what copies any number takes longer.
    for (let at = 0; at < text.length; at += 1) this.bytes[this.end + at] = text[at]!;
    this.end += text.length;
  }

  /** All there is that was not taken. */
  take(): Buffer[] {
    const all = this.full;
    if (this.end > this.start) all.push(this.bytes.subarray(this.start, this.end));
    this.full = [];
    this.start = this.end;
    return all;
  }
}

const PIECE = 256 * 1024;

interface ColumnTarget {
  readonly isText: boolean;
  readonly output: Output;
  /** Before each value. */
  readonly lead: Buffer;
}

/** Reads values byte by byte and writes each as JSON where it belongs; nothing is parsed or made anew. */
class Transcoder {
  rows = 0;
  private column = 0;
  /** Of the present value: nothing of it was read; it is being read; the same within quotes; after a quote within them. */
  private state: 'before' | 'plain' | 'quoted' | 'quote' = 'before';

  constructor(
    private readonly targets: readonly ColumnTarget[],
    private readonly tail: Buffer,
  ) {}

  write(chunk: Buffer): void {
    for (let at = 0; at < chunk.length;) {
      const target = this.targets[this.column]!;
      at = target.isText ? this.text(chunk, at, target) : this.other(chunk, at, target);
    }
  }

  /** @returns where it stopped: behind the value, or where more room is needed, or at the end of the chunk */
  private other(chunk: Buffer, start: number, { output, lead }: ColumnTarget): number {
    if (this.state === 'before') {
      output.append(lead);
      const first = chunk[start]!;
      if (first === SEPARATOR || first === NEWLINE) return this.none(output, first, start);
      this.state = 'plain';
    }
    const stop = Math.min(chunk.length, start + STRETCH);
    output.reserve(STRETCH);
    const { bytes } = output;
    let { end } = output;
    for (let at = start; at < stop; at += 1) {
      const byte = chunk[at]!;
      if (byte === SEPARATOR || byte === NEWLINE) {
        output.end = end;
        this.leave(byte, output);
        return at + 1;
      }
      bytes[end] = byte;
      end += 1;
    }
    output.end = end;
    return stop;
  }

  /** @returns as {@link other} */
  private text(chunk: Buffer, start: number, { output, lead }: ColumnTarget): number {
    let at = start;
    if (this.state === 'before') {
      output.append(lead);
      const first = chunk[at]!;
      if (first === SEPARATOR || first === NEWLINE) return this.none(output, first, at);
      output.append(STRING_QUOTE);
      this.state = first === QUOTE ? 'quoted' : 'plain';
      if (first === QUOTE) at += 1;
    }
    const stop = Math.min(chunk.length, at + STRETCH);
    output.reserve(LONGEST_ESCAPE * STRETCH + 1);
    if (this.state === 'plain') at = copyPlain(chunk, at, stop, output);
    for (; at < stop; at += 1) {
      const byte = chunk[at]!;
      if (this.state === 'quoted') {
        if (byte === QUOTE) this.state = 'quote';
        else escape(byte, output);
      } else if (this.state === 'quote' && byte === QUOTE) {
        this.state = 'quoted'; // a doubled quote is one
        escape(byte, output);
      } else if (byte === SEPARATOR || byte === NEWLINE) {
        output.bytes[output.end] = DOUBLE_QUOTE;
        output.end += 1;
        this.leave(byte, output);
        return at + 1;
      } else {
        escape(byte, output);
      }
    }
    return at;
  }

  private none(output: Output, end: number, at: number): number {
    output.append(NULL);
    this.leave(end, output);
    return at + 1;
  }

  private leave(end: number, output: Output): void {
    this.state = 'before';
    if (end === SEPARATOR) {
      this.column += 1;
      return;
    }
    this.column = 0;
    this.rows += 1;
    if (this.tail.length > 0) output.append(this.tail);
  }
}

const OPENING = Buffer.from('[');
const CLOSING = Buffer.from(']');
const STRING_QUOTE = Buffer.from('"');
const NULL = Buffer.from('null');

/** Appends what needs no escape, as nearly all of nearly all texts. @returns where something else stands, or `stop` */
function copyPlain(chunk: Buffer, start: number, stop: number, output: Output): number {
  const { bytes } = output;
  let { end } = output;
  let at = start;
  for (; at < stop; at += 1) {
    const byte = chunk[at]!;
    if (byte <= LARGEST_CONTROL || byte === DOUBLE_QUOTE || byte === BACKSLASH) break;
    bytes[end] = byte;
    end += 1;
  }
  output.end = end;
  return at;
}

/** Appends a byte of a text to a JSON string with room for it. */
function escape(byte: number, output: Output): void {
  if (byte > LARGEST_CONTROL && byte !== DOUBLE_QUOTE && byte !== BACKSLASH) {
    output.bytes[output.end] = byte;
    output.end += 1;
  } else if (byte > LARGEST_CONTROL) {
    output.bytes[output.end] = BACKSLASH;
    output.bytes[output.end + 1] = byte;
    output.end += 2;
  } else {
    output.end += output.bytes.write(`\\u00${byte.toString(16).padStart(2, '0')}`, output.end, 'latin1');
  }
}
