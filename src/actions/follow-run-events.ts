import { InputFailure } from '../domain/failure.js';
import { retryConnection } from '../store/retry-connection.js';
import type { RunEventRecord } from '../store/run-events.js';
import type { RunRecord } from '../store/runs.js';
import { Bell } from './bell.js';
import { requireRun } from './require-run.js';
import type { RunEventHub } from './run-event-hub.js';
import type { Workspace } from './workspace.js';

/** How long to wait for a database that cannot be reached before there is a run to follow, milliseconds. */
const FINDS_RUN_WITHIN_MS = 60_000;

/**
 * A run's events after a sequence number: those there are, then those to come, every one once and in order,
 * until the run has ended or was deleted. While the database cannot be reached, it waits.
 *
 * @param afterSequence 0 for all; the last number seen to go on after a reconnection
 * @throws InputFailure RUN_NOT_FOUND, BAD_SEQUENCE
 */
export async function followRunEvents(
  { store, runEvents }: Workspace,
  runId: string,
  afterSequence: number,
  signal?: AbortSignal,
): Promise<AsyncIterableIterator<RunEventRecord>> {
  const patience = AbortSignal.any([AbortSignal.timeout(FINDS_RUN_WITHIN_MS), ...(signal ? [signal] : [])]);
  const run = await retryConnection(() => requireRun(store, runId), patience);
  if (!Number.isInteger(afterSequence) || afterSequence < 0 || afterSequence > run.lastSequence) {
    throw new InputFailure(
      'BAD_SEQUENCE',
      `afterSequence must be a whole number from 0 to the run's last event, ${run.lastSequence}; got ${afterSequence}.`,
      'afterSequence',
    );
  }
  const stop = new AbortController();
  const followed = events(
    runEvents,
    run,
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

/** Holds a batch at most: whoever takes its events slowly is behind, and reads the next batch when it comes to it. */
async function* events(
  hub: RunEventHub,
  { id, lastSequence }: RunRecord,
  afterSequence: number,
  signal: AbortSignal,
): AsyncGenerator<RunEventRecord, void, void> {
  const bell = new Bell();
  const feed = await hub.join(id, lastSequence, bell);
  const isStopped = (): boolean => signal.aborted;
  const leave = (): void => {
    hub.leave(id, feed, bell);
    bell.ring();
  };
  // Not only at the end: a feed that nobody follows gives up waiting for the database.
  signal.addEventListener('abort', leave);
  try {
    for (let last = afterSequence; !isStopped();) {
      const batch = await feed.eventsAfter(last);
      if (batch === null) return;
      for (const event of batch) {
        if (isStopped()) return;
        yield event;
        last = event.sequence;
      }
      if (batch.length === 0) await bell.heard();
    }
  } catch (error) {
    if (!isStopped()) throw error;
  } finally {
    signal.removeEventListener('abort', leave);
    leave();
  }
}
