import { ClaimLost } from '../src/store/run-steps.js';
import type { Store } from '../src/store/open-store.js';
import { reportWaitingSteps } from '../src/store/waiting-steps.js';
import type { WorkerLease } from '../src/store/worker-lease.js';
import { giveUpWorker, heldSteps, workersWithoutLock } from '../src/store/workers.js';
import type { StepsAtWork } from './steps-at-work.js';

/** Between two looks, milliseconds. */
const LOOK_MS = 1_000;
/** Looks between two at steps that no worker can take. */
const LOOKS_FOR_WAITING = 10;

export interface WatchOptions {
  readonly workerId: number;
  readonly slots: readonly string[];
  readonly lease: WorkerLease;
  readonly atWork: StepsAtWork;
  readonly report: (message: string) => void;
}

/**
 * Looks after the workers, this one included, once a second: ends its steps that were given to others, and gives up
 * workers that two looks in a row found without their lock, so that one that only lost its connection has
 * time to come back.
 */
export function watchWorkers(store: Store, options: WatchOptions): { stop(): Promise<void> } {
  const { workerId, slots, lease, atWork, report } = options;
  let suspects = new Set<number>();
  let looks = 0;

  const look = async (): Promise<void> => {
    const claims = atWork.claims; // before the question: a step begun after it is in no answer
    if (claims.length > 0) {
      const held = new Set((await heldSteps(store, slots)).map(keyOf));
      for (const claim of claims)
        if (!held.has(keyOf(claim))) atWork.lose(claim, new ClaimLost(claim, false));
    }
    if (!lease.isHeld) {
      suspects.clear(); // perhaps it is the database that was away
      return;
    }
    const without = (await workersWithoutLock(store)).filter((id) => id !== workerId);
    for (const id of without.filter((one) => suspects.has(one))) {
      if (await giveUpWorker(store, id)) report(`Worker ${String(id)} was lost: its steps are queued again.`);
    }
    suspects = new Set(without);
    if (looks++ % LOOKS_FOR_WAITING === 0) await reportWaitingSteps(store);
  };

  let looking: Promise<void> = Promise.resolve();
  let isLooking = false;
  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    looking = look()
      .catch(() => undefined) // the database is away: the next look will tell
      .finally(() => (isLooking = false));
  }, LOOK_MS);
  return {
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
}

function keyOf({ runId, position, attempt }: { runId: string; position: number; attempt: number }): string {
  return `${runId}/${String(position)}/${String(attempt)}`;
}
