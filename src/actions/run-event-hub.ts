import type { Notifications } from '../store/notifications.js';
import type { Store } from '../store/open-store.js';
import { RUN_EVENTS_CHANNEL, type RunEventRecord } from '../store/run-events.js';
import type { Bell } from './bell.js';
import { RunEventFeed } from './run-event-feed.js';

/** The feeds of the runs that are followed in this process; a run that nobody follows has none. */
export class RunEventHub {
  private readonly feeds = new Map<string, RunEventFeed>();
  private listening: Promise<unknown> | null = null;
  /** Called with each event that is read as it comes, the replayed ones left out. */
  onNews: (event: RunEventRecord) => void = () => undefined;

  constructor(
    private readonly store: Store,
    private readonly notifications: Notifications,
  ) {}

  /**
   * The feed of a run, which rings `follower` at news until it leaves.
   *
   * @param lastSequence number of an event that the run has
   */
  async join(runId: string, lastSequence: number, follower: Bell): Promise<RunEventFeed> {
    // Listening begins before the first read: an event is either in that read or rings after it.
    await (this.listening ??= this.notifications.listen(RUN_EVENTS_CHANNEL, (payload) => {
      if (payload !== null) this.feeds.get(payload)?.ring();
      else for (const feed of this.feeds.values()) feed.ring();
    }));
    const present = this.feeds.get(runId);
    // One that has ended is kept by followers who have not taken its last events: the run may have been retried since.
    const feed =
      (present?.hasEnded === false ? present : null) ??
      new RunEventFeed(this.store, runId, lastSequence, (event) => {
        this.onNews(event);
      });
    this.feeds.set(runId, feed);
    feed.followers.add(follower);
    return feed;
  }

  leave(runId: string, feed: RunEventFeed, follower: Bell): void {
    feed.followers.delete(follower);
    if (feed.followers.size > 0) return;
    feed.stop();
    if (this.feeds.get(runId) === feed) this.feeds.delete(runId);
  }

  /** How many runs are followed. */
  get size(): number {
    return this.feeds.size;
  }
}
