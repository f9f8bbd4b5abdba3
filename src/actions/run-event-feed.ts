import { retryConnection } from '../store/retry-connection.js';
import type { Store } from '../store/open-store.js';
import { lastRunEvent, runEventsAfter, type RunEventRecord } from '../store/run-events.js';
import { Bell } from './bell.js';

/** Events read from the table at a time, and the newest kept for those who follow: no follower holds more. */
export const EVENTS_AT_ONCE = 256;
/** How long a lost notification can hold back an event, milliseconds. */
const FALLBACK_POLL_MS = 2_000;

/**
 * The newest events of one run, read from the table once for all who follow it. A follower that begins before them, or
 * was too slow for them, reads its own batches until it has caught up; followers at the same place share one reading.
 */
export class RunEventFeed {
  /** Those bells ring at news. */
  readonly followers = new Set<Bell>();
  /** Number of the last event that was read. */
  private newest: number;
  /** The newest events, all that there are after `recentAfter`; numbers may be missing among them: old events are pruned. */
  private recent: RunEventRecord[] = [];
  private recentAfter: number;
  /** Nothing follows the last event: it is the run's ending, or the run was deleted. */
  private ended = false;
  private failure: { readonly error: unknown } | null = null;
  private readonly readings = new Map<number, Promise<RunEventRecord[]>>();
  private readonly news = new Bell();
  private readonly stopped = new AbortController();

  /** @param lastSequence number of an event that the run has, as far as is known its last */
  constructor(
    private readonly store: Store,
    private readonly runId: string,
    private readonly lastSequence: number,
    private readonly onNews: (event: RunEventRecord) => void,
  ) {
    // So that whoever begins not long before it needs no reading of its own.
    this.newest = this.recentAfter = Math.max(0, lastSequence - EVENTS_AT_ONCE);
    void this.read();
  }

  /** Whether no event is read any more. */
  get hasEnded(): boolean {
    return this.ended || this.failure !== null;
  }

  /** There may be an event that was not read yet. */
  ring(): void {
    this.news.ring();
  }

  /** Nobody follows any more. */
  stop(): void {
    this.stopped.abort();
    this.news.ring();
  }

  /**
   * Some of the events after a sequence number, in order, the first of those there are: none where there are none yet, null where
   * none will come.
   *
   * @throws whatever keeps the run's events from being read, other than a database that cannot be reached
   */
  async eventsAfter(sequence: number): Promise<readonly RunEventRecord[] | null> {
    if (this.failure) throw this.failure.error;
    if (sequence >= this.newest) return this.ended ? null : [];
    if (sequence >= this.recentAfter) {
      return this.recent.slice(this.recent.findLastIndex((event) => event.sequence <= sequence) + 1);
    }
    const events = await this.readAfter(sequence);
    return events.length === 0 ? null : events; // the run was deleted
  }

  private async read(): Promise<void> {
    try {
      while (!this.ended && !this.stopped.signal.aborted) {
        const events = await this.readAfter(this.newest);
        this.keep(events);
        for (const event of events) if (event.sequence > this.lastSequence) this.onNews(event);
        const last = events.at(-1);
        if (!last || isEnding(last)) this.ended = await this.isOver();
        if (events.length > 0 || this.ended) this.tell();
        if (events.length < EVENTS_AT_ONCE && !this.ended) await this.news.heard(FALLBACK_POLL_MS);
      }
    } catch (error) {
      this.failure = { error };
      this.tell();
    }
  }

  private keep(events: readonly RunEventRecord[]): void {
    const last = events.at(-1);
    if (!last) return;
    const all = [...this.recent, ...events];
    this.recent = all.slice(-EVENTS_AT_ONCE);
    this.recentAfter = all.at(-EVENTS_AT_ONCE - 1)?.sequence ?? this.recentAfter;
    this.newest = last.sequence;
  }

  private tell(): void {
    for (const follower of this.followers) follower.ring();
  }

  private readAfter(sequence: number): Promise<RunEventRecord[]> {
    const begun = this.readings.get(sequence);
    if (begun) return begun;
    const reading = retryConnection(
      () => runEventsAfter(this.store, this.runId, sequence, EVENTS_AT_ONCE),
      this.stopped.signal,
    ).finally(() => this.readings.delete(sequence));
    this.readings.set(sequence, reading);
    return reading;
  }

  /** What was appended since the last event was read is still to be delivered: an ending, or a retried run's further life. */
  private async isOver(): Promise<boolean> {
    const last = await retryConnection(() => lastRunEvent(this.store, this.runId), this.stopped.signal);
    return !last || (last.sequence <= this.newest && isEnding(last));
  }
}

function isEnding({ type }: RunEventRecord): boolean {
  return type === 'COMPLETED' || type === 'FAILED' || type === 'CANCELLED';
}
