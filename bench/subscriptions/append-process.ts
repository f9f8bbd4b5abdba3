import { setTimeout as sleep } from 'node:timers/promises';
import { openStore, type Store } from '../../src/store/open-store.js';
import { appendRunEvent, lastRunEvent } from '../../src/store/run-events.js';
import { sharedClock } from './clock.js';

export interface AppendTask {
  readonly url: string;
  readonly runId: string;
  readonly count: number;
  readonly perSecond: number;
}

/** Of each event, milliseconds on the shared clock. */
export interface AppendTimes {
  /** When its transaction was begun. */
  readonly begun: Float64Array;
  /** When the writer knew of its commit. */
  readonly committed: Float64Array;
}

const RETRY_MS = 50;

/** Forked: appends events as a worker does, each in a transaction of its own, at an even rate. */
process.once('message', (task: AppendTask) => {
  void appendAll(task).then((times) => {
    process.send!(times, () => process.disconnect());
  });
});

async function appendAll({ url, runId, count, perSecond }: AppendTask): Promise<AppendTimes> {
  const store = openStore(url, 2);
  const times: AppendTimes = { begun: new Float64Array(count), committed: new Float64Array(count) };
  await lastRunEvent(store, runId); // loads Prisma's query compiler
  const start = sharedClock();
  for (let index = 0; index < count; index += 1) {
    const due = start + (1000 * index) / perSecond;
    await sleep(Math.max(0, due - sharedClock()));
    times.begun[index] = sharedClock();
    await appendOnce(store, runId, `Fitted classifier ${index} of both modalities, held-out fold 3.`);
    times.committed[index] = sharedClock();
  }
  await store.close();
  return times;
}

/** Goes on until the event is there once, whatever happens to the database meanwhile. */
async function appendOnce(store: Store, runId: string, message: string): Promise<void> {
  for (let tried = false; ; tried = true) {
    try {
      // A commit whose answer was lost has happened all the same.
      if (tried && (await lastRunEvent(store, runId))?.message === message) return;
      await store.prisma.$transaction((transaction) =>
        appendRunEvent(transaction, runId, { type: 'STEP_COMPLETED', step: 'classifier', message }),
      );
      return;
    } catch {
      await sleep(RETRY_MS);
    }
  }
}
