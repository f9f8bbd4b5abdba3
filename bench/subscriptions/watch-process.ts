import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { sharedClock } from './clock.js';
import { stalledSubscriber } from './stalled-subscriber.js';

export interface WatchTask {
  /** Of the servers; clients are dealt to them in turns. */
  readonly urls: readonly string[];
  readonly runId: string;
  readonly clients: number;
  /** Most events there will be. */
  readonly events: number;
  /** Further subscribers, one a server, that read one event and then nothing. */
  readonly stalled: boolean;
}

export interface WatchReport {
  /** When each event came, `[clients × events]`, row-major by event number − 1; 0 for one that did not come. */
  readonly received: Float64Array;
  /** Events that were left out, came again, and subscriptions that failed, over all clients. */
  readonly gaps: number;
  readonly duplicates: number;
  readonly failed: number;
}

const DOCUMENT = `subscription Watch($runId: ID!, $after: Int!) {
  runEvents(runId: $runId, afterSequence: $after) { sequence at type progress step message }
}`;
const WAIT_MS = 30_000;

/**
 * Forked: follows a run with many clients, each with a socket of its own. Says 'ready' once all have the run's first
 * event; told the last event's number, it waits for it and reports.
 */
process.once('message', (task: WatchTask) => {
  const watch = new Watch(task);
  process.once('message', (last: number) => {
    void watch.until(last).then(() => {
      process.send!(watch.report, () => process.exit());
    });
  });
  void watch.until(1).then(() => process.send!('ready'));
});

class Watch {
  readonly report: { -readonly [Key in keyof WatchReport]: WatchReport[Key] };
  /** Each client's last event. */
  private readonly last: Int32Array;

  constructor({ urls, runId, clients, events, stalled }: WatchTask) {
    this.report = { received: new Float64Array(clients * events), gaps: 0, duplicates: 0, failed: 0 };
    this.last = new Int32Array(clients);
    for (let index = 0; index < clients; index += 1) {
      const client = createClient({
        url: `${urls[index % urls.length]!.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        retryAttempts: 0,
        lazy: true,
      });
      client.subscribe<{ runEvents: { sequence: number } }>(
        { query: DOCUMENT, variables: { runId, after: 0 } },
        {
          next: ({ data }) => {
            if (data) this.note(index, data.runEvents.sequence, events);
            else this.report.failed += 1;
          },
          error: () => (this.report.failed += 1),
          complete: () => undefined,
        },
      );
    }
    if (stalled) for (const url of urls) stalledSubscriber(url, runId);
  }

  private note(client: number, sequence: number, events: number): void {
    const last = this.last[client]!;
    if (sequence <= last) this.report.duplicates += 1;
    else this.report.gaps += sequence - last - 1;
    this.last[client] = Math.max(last, sequence);
    this.report.received[client * events + sequence - 1] = sharedClock();
  }

  /** Waits, but not for ever, until every client has an event. */
  async until(sequence: number): Promise<void> {
    const end = sharedClock() + WAIT_MS;
    while (this.last.some((last) => last < sequence) && sharedClock() < end) await sleep(20);
  }
}
