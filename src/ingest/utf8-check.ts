import { isUtf8 } from 'node:buffer';
import { failureOf, type Subject } from './subject.js';

const NEWLINE = 0x0a;

/**
 * Passes the chunks of a text file on unchanged while they are valid UTF-8.
 *
 * @throws InputFailure CORRUPT_FILE that names the first line that is not.
 */
export async function* checkedUtf8(
  chunks: AsyncIterable<Buffer>,
  subject: Subject,
): AsyncGenerator<Buffer, void, undefined> {
  let unfinished: Buffer = Buffer.alloc(0);
  let line = 1;
  for await (const chunk of chunks) {
    const bytes = unfinished.length === 0 ? chunk : Buffer.concat([unfinished, chunk]);
    const end = bytes.length - unfinishedLength(bytes);
    if (!isUtf8(bytes.subarray(0, end))) throw invalid(bytes, line, subject);
    line += countNewlines(bytes.subarray(0, end));
    unfinished = Buffer.from(bytes.subarray(end));
    yield chunk;
  }
  if (unfinished.length > 0) throw invalid(unfinished, line, subject);
}

/** How many bytes at the end begin a character that goes on in the next chunk. */
function unfinishedLength(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back]!;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? back : 0;
    }
    if (byte < 0x80) return 0;
  }
  return 0;
}

function countNewlines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}

function invalid(bytes: Buffer, firstLine: number, subject: Subject) {
  let line = firstLine;
  let start = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, start)) {
    if (!isUtf8(bytes.subarray(start, at))) break;
    start = at + 1;
    line += 1;
  }
  return failureOf(
    subject,
    'CORRUPT_FILE',
    `line ${line} is not valid UTF-8; expected a text saved as UTF-8.`,
  );
}
