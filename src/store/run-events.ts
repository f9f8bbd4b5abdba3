import type { RunProgress } from '../domain/run-progress.js';
import type { EpochLoss } from '../estimation/step-observer.js';
import type { RunEvent, RunEventType } from './generated/client.js';
import type { Store, Transaction } from './open-store.js';

export type RunEventRecord = RunEvent;

/** Notified with a run's id after each of its events. A hint only: the table is the truth. */
export const RUN_EVENTS_CHANNEL = 'interlens_run_events';

export interface NewRunEvent {
  readonly type: RunEventType;
  readonly message: string;
  readonly step?: string;
  readonly epochs?: readonly EpochLoss[];
  /** How far the run is now, where that has changed; the share is never less than before. */
  readonly progress?: RunProgress;
}

/**
 * Appends an event with the run's next sequence number, progress and remaining time.
 *
 * The run's row is locked from here to the end of the transaction, so numbers are committed in their order
 * and a reader never meets a gap that is filled later.
 */
export async function appendRunEvent(
  transaction: Transaction,
  runId: string,
  { type, message, step, epochs = [], progress }: NewRunEvent,
): Promise<void> {
  await transaction.$executeRaw`
    WITH run AS (
      UPDATE estimation_runs
      SET last_sequence = last_sequence + 1,
          progress = greatest(progress, ${progress?.share ?? 0}::float8),
          remaining_seconds = CASE WHEN ${progress !== undefined} THEN ${progress?.remainingSeconds ?? null}::float8
                              ELSE remaining_seconds END
      WHERE id = ${runId}::uuid
      RETURNING last_sequence, progress, remaining_seconds
    ), event AS (
      INSERT INTO run_events (run_id, sequence, type, progress, remaining_seconds, step, message, epochs)
      SELECT ${runId}::uuid, last_sequence, ${type}::"RunEventType", progress, remaining_seconds, ${step ?? null},
        ${message}, ${JSON.stringify(epochs)}::jsonb
      FROM run
    )
    SELECT pg_notify(${RUN_EVENTS_CHANNEL}, ${runId})`;
}

/** Events after a sequence number, in order, at most `limit`. */
export function runEventsAfter(
  store: Store,
  runId: string,
  afterSequence: number,
  limit: number,
): Promise<RunEvent[]> {
  return store.prisma.runEvent.findMany({
    where: { runId, sequence: { gt: afterSequence } },
    orderBy: { sequence: 'asc' },
    take: limit,
  });
}

/** A run's newest event, or null. */
export function lastRunEvent(store: Store, runId: string): Promise<RunEvent | null> {
  return store.prisma.runEvent.findFirst({ where: { runId }, orderBy: { sequence: 'desc' } });
}
