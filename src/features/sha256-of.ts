import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';

/** Bytes hashed before other work of the process gets its turn: 10 ms where the processor has no instruction for it. */
const HASHED_AT_ONCE = 4 * 1024 * 1024;

/** The sha256 of the parts one after the other, 64 lower-case hex digits. */
export async function sha256Of(parts: readonly Uint8Array[]): Promise<string> {
  const hash = createHash('sha256');
  for (const part of parts) {
    for (let start = 0; start < part.length; start += HASHED_AT_ONCE) {
      if (start > 0) await setImmediate();
      hash.update(part.subarray(start, start + HASHED_AT_ONCE));
    }
  }
  return hash.digest('hex');
}
