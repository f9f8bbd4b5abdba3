import type { NpyBytes } from './array-source.js';
import { npyDataStart, parseNpyHeader, type NpyHeader } from './npy-header.js';
import { readFailure } from './read-failure.js';
import { failureOf, type Subject } from './subject.js';

/**
 * Reads an `.npy` stream: gives the parsed header to `begin`, then every element byte to the function that
 * `begin` returns. Where `begin` returns null, reading stops after the header.
 *
 * The size the container states must be the size the header needs before `begin` is called, so that nothing is
 * allocated for a header that lies.
 *
 * @throws InputFailure CORRUPT_FILE when sizes disagree or the stream breaks, and what the header parser throws.
 */
export async function readNpy(
  source: NpyBytes,
  subject: Subject,
  begin: (header: NpyHeader) => ((chunk: Uint8Array) => void) | null,
): Promise<NpyHeader> {
  let head: Uint8Array = new Uint8Array(0);
  let header: NpyHeader | null = null;
  let push: ((chunk: Uint8Array) => void) | null = null;
  let seen = 0;
  try {
    for await (const chunk of source.chunks()) {
      seen += chunk.length;
      if (header !== null) {
        if (seen > header.totalBytes)
          throw new Error(`more than the ${header.totalBytes} bytes stated follow`);
        push?.(chunk);
        continue;
      }
      head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
      const dataStart = npyDataStart(head, subject);
      if (dataStart === null || head.length < dataStart) continue;
      header = parseNpyHeader(head, subject);
      checkSize(header, source.totalBytes, subject);
      if (seen > header.totalBytes) throw new Error(`more than the ${header.totalBytes} bytes stated follow`);
      push = begin(header);
      if (push === null) return header;
      push(head.subarray(dataStart));
    }
  } catch (error) {
    throw readFailure(error, subject);
  }
  if (header === null) throw readFailure(new Error('it ends inside its header'), subject);
  if (seen < header.totalBytes) {
    throw readFailure(new Error(`it ends after ${seen} of ${header.totalBytes} bytes`), subject);
  }
  return header;
}

function checkSize(header: NpyHeader, stated: number, subject: Subject): void {
  if (stated === header.totalBytes) return;
  const problem = stated < header.totalBytes ? 'is truncated' : 'has bytes left over';
  throw failureOf(
    subject,
    'CORRUPT_FILE',
    `${problem}: it has ${stated} bytes where its header (${header.dtype.descr}, shape (${header.shape.join(', ')})) needs ${header.totalBytes}.`,
  );
}
