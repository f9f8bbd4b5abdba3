import { InputFailure } from '../domain/failure.js';
import {
  lastRunEvent,
  RUN_EVENTS_CHANNEL,
  runEventsAfter,
  type RunEventRecord,
} from '../store/run-events.js';
import { requireRun } from './require-run.js';
import type { Workspace } from './workspace.js';

/** Events read from the table at a time. */
const BATCH = 200;
/** How long a lost notification can hold back an event, milliseconds. */
const FALLBACK_POLL_MS = 2_000;

/**
 * A run's events after a sequence number: those there are, then those to come, every one once and in order,
 * until the run has ended. The table is read; notifications only say when.
 *
 * @param afterSequence 0 for all; the last number seen to go on after a reconnection
 * @throws InputFailure RUN_NOT_FOUND, BAD_SEQUENCE
 */
export async function followRunEvents(
  workspace: Workspace,
  runId: string,
  afterSequence: number,
  signal?: AbortSignal,
): Promise<AsyncIterableIterator<RunEventRecord>> {
  const run = await requireRun(workspace.store, runId);
  if (!Number.isInteger(afterSequence) || afterSequence < 0 || afterSequence > run.lastSequence) {
    throw new InputFailure(
      'BAD_SEQUENCE',
      `afterSequence must be a whole number from 0 to the run's last event, ${run.lastSequence}; got ${afterSequence}.`,
      'afterSequence',
    );
  }
  const stop = new AbortController();
  const followed = events(
    workspace,
    run.id,
    afterSequence,
    signal ? AbortSignal.any([signal, stop.signal]) : stop.signal,
  );
  const iterator: AsyncIterableIterator<RunEventRecord> = {
    [Symbol.asyncIterator]: () => iterator,
    next: () => followed.next(),
    return() {
      // A generator that waits for an event hears of return() only with the next one: wake it first.
      stop.abort();
      return followed.return();
    },
  };
  return iterator;
}

async function* events(
  { store, notifications }: Workspace,
  runId: string,
  afterSequence: number,
  signal: AbortSignal,
): AsyncGenerator<RunEventRecord, void, void> {
  const bell = new Bell();
  const ring = (): void => {
    bell.ring();
  };
  // Listening begins before the first read: an event is either in that read or rings the bell after it.
  const stopListening = await notifications.listen(RUN_EVENTS_CHANNEL, (payload) => {
    if (payload === null || payload === runId) ring();
  });
  signal.addEventListener('abort', ring);
  try {
    for (let last = afterSequence; !signal.aborted;) {
      const batch = await runEventsAfter(store, runId, last, BATCH);
      for (const event of batch) {
        yield event;
        last = event.sequence;
        if (isEnding(event.type)) return;
      }
      if (batch.length === 0) {
        if (await isOver(store, runId, last)) return;
        await bell.heard(FALLBACK_POLL_MS);
      }
    }
  } finally {
    stopListening();
    signal.removeEventListener('abort', ring);
  }
}

function isEnding(type: RunEventRecord['type']): boolean {
  return type === 'COMPLETED' || type === 'FAILED' || type === 'CANCELLED';
}

/**
 * Whether nothing can follow the event numbered `last`: it is the run's ending, or the run was deleted. An
 * ending after it was appended since the table was read, and is still to be delivered.
 */
async function isOver(store: Workspace['store'], runId: string, last: number): Promise<boolean> {
  const newest = await lastRunEvent(store, runId);
  return !newest || (newest.sequence <= last && isEnding(newest.type));
}

/** Rung by any number of callers, heard by one; a ring while nobody waits is heard at the next wait. */
class Bell {
  private rung = false;
  private wake: (() => void) | null = null;

  ring(): void {
    this.rung = true;
    this.wake?.();
  }

  async heard(timeoutMs: number): Promise<void> {
    if (!this.rung) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        timer = setTimeout(resolve, timeoutMs);
      });
      clearTimeout(timer);
      this.wake = null;
    }
    this.rung = false;
  }
}
