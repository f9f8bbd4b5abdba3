import type { Store } from '../src/store/open-store.js';
import { reportWaitingSteps } from '../src/store/waiting-steps.js';
import { giveUpWorker, workersWithoutLock } from '../src/store/workers.js';
import { repeatedly, type Watch } from './repeatedly.js';

/** Between two looks, milliseconds. */
const LOOK_MS = 1_000;
/** Looks between two at steps that no worker can take. */
const LOOKS_FOR_WAITING = 10;

export interface WatchOptions {
  /** False while the database may have been away, and all workers be without their locks for a moment. */
  readonly isSure: () => boolean;
  /** Whoever looks, where it is a worker. */
  readonly self?: number;
  readonly report: (message: string) => void;
}

/**
 * Looks after the workers: gives up the ones that two looks in a row found without their lock, so that one that only
 * lost its connection has time to come back, and says of steps that no worker can take that they wait.
 */
export function watchWorkers(store: Store, { isSure, self, report }: WatchOptions): Watch {
  let suspects = new Set<number>();
  let looks = 0;
  return repeatedly(LOOK_MS, async () => {
    if (!isSure()) {
      suspects.clear();
      return;
    }
    const without = (await workersWithoutLock(store)).filter((id) => id !== self);
    for (const id of without.filter((one) => suspects.has(one))) {
      if (await giveUpWorker(store, id)) report(`Worker ${String(id)} was lost: its steps are queued again.`);
    }
    suspects = new Set(without);
    looks += 1;
    if (looks % LOOKS_FOR_WAITING === 0) await reportWaitingSteps(store);
  });
}
