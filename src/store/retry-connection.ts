import { setTimeout as sleep } from 'node:timers/promises';
import { isConnectionError } from './is-connection-error.js';

/** Pauses between attempts, milliseconds: each twice the one before. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/**
 * Repeats `work` for as long as the database cannot be reached. Any other error is thrown at once, and when the signal
 * fires, the last one.
 *
 * @param work may be repeated although an earlier attempt took effect: a commit's answer can be lost
 */
export async function retryConnection<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    try {
      return await work();
    } catch (error) {
      if (signal.aborted || !isConnectionError(error)) throw error;
      await sleep(pause, undefined, { signal }).catch(() => {
        throw error;
      });
    }
  }
}
