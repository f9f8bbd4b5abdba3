import { hostname } from 'node:os';
import type { BlobStore } from '../src/features/blob-store.type.js';
import { isConnectionError } from '../src/store/is-connection-error.js';
import type { Notifications } from '../src/store/notifications.js';
import type { Store } from '../src/store/open-store.js';
import { RUN_ENDED_CHANNEL } from '../src/store/run-transitions.js';
import { flagsToPassOver } from '../src/store/step-queue.js';
import { openWorkerLease } from '../src/store/worker-lease.js';
import { leaveWorkers, newWorkerId, registerWorker } from '../src/store/workers.js';
import type { JobContext } from './job-context.js';
import { memoryGuard, type MemoryGuard } from './memory-guard.js';
import { startQueueSlots, type QueueSlotsOptions } from './queue-slots.js';
import { runInputsCache } from './run-inputs-cache.js';
import { handleRunStep } from './run-step.handler.js';
import { StepsAtWork } from './steps-at-work.js';
import { openStepThreads, type StepThreads } from './step-threads.js';
import { watchClaims } from './watch-claims.js';
import { watchWorkers } from './watch-workers.js';
import type { WorkerObserver } from './worker-observer.type.js';
import { usableMemory } from './usable-memory.js';

export interface Worker {
  /** Number by which others know it. */
  readonly id: number;
  /** Steps it is at. */
  readonly atWork: number;
  /** Bytes its steps have declared, and may. */
  readonly memory: Pick<MemoryGuard, 'taken' | 'budget'>;
  /** Whether others know it to be alive, as far as this process can tell. */
  readonly holdsLease: boolean;
  /**
   * Takes no more steps, waits for the ones at work, hands back those that take longer, and ends the threads.
   * Called again, with a shorter time, it hurries.
   *
   * @param drainMs how long to wait, {@link DRAIN_MS} when left out
   */
  stop(drainMs?: number): Promise<void>;
}

/** Where a worker finds its work. */
export interface WorkerPlace {
  readonly store: Store;
  readonly blobs: BlobStore;
  readonly notifications: Notifications;
}

export interface WorkerOptions {
  /** Steps done at once; one more than there are threads when left out. */
  readonly concurrency?: number | undefined;
  /** Threads the steps run on, closed with the worker; as many as the machine has cores, and wasm, when left out. */
  readonly threads?: StepThreads;
  /** Bytes its steps may use; most of what the machine has when left out. */
  readonly memory?: number | undefined;
  /** Told what a person watching the worker should know: the engine, failed attempts and lost connections. */
  readonly report: (message: string) => void;
  readonly observer?: WorkerObserver;
}

/** How long a worker that stops waits for its steps, milliseconds. */
export const DRAIN_MS = 8_000;

/** Starts taking steps from the queue. */
export async function startWorker(
  { store, blobs, notifications }: WorkerPlace,
  { threads: given, memory = usableMemory(), concurrency, report, observer }: WorkerOptions,
): Promise<Worker> {
  const threads = given ?? (await openStepThreads());
  if (threads.note !== null) report(threads.note);
  const stopping = new AbortController();
  const context: JobContext = {
    store,
    blobs,
    threads,
    inputs: runInputsCache({ store, blobs, threads }),
    memory: memoryGuard(memory),
    atWork: new StepsAtWork(),
    stop: stopping.signal,
    report,
    ...(observer && { observer }),
  };

  const closing = new AbortController();
  const workerId = await newWorkerId(store);
  const slotNames: string[] = [];
  const registration = slotRegistration(slotNames, async (slots) => {
    await registerWorker(store, workerId, slots, {
      host: hostname(),
      pid: process.pid,
      engine: threads.engine,
      threads: threads.count,
      memory: BigInt(memory),
    });
  });
  const lease = await openWorkerLease(store, workerId, registration.renew);
  const passedOver = flagsToPassOver(memory, threads.engine.startsWith('tensorflow') ? 'tensorflow' : 'wasm');
  const slotOptions: QueueSlotsOptions = {
    pool: store.pool,
    count: concurrency ?? threads.count + 1,
    names: slotNames,
    report,
    async beforeTaking() {
      // Whoever takes a step must be known to hold it, else nobody could give it to another.
      await registration.complete();
      await lease.untilHeld(closing.signal);
      return passedOver;
    },
    async work(payload, slot) {
      void threads.warmUp();
      await handleRunStep(payload, slot, context);
    },
  };
  const slots = await startQueueSlots(slotOptions).catch(async (error: unknown) => {
    await lease.release(); // else it would keep the process
    throw error;
  });
  const { atWork } = context;
  const claims = watchClaims(store, { slots: slotNames, atWork, handling: slots.handling });
  const workers = watchWorkers(store, { isSure: () => lease.isHeld, self: workerId, report });
  const stopListening = await notifications.listen(RUN_ENDED_CHANNEL, (runId) => {
    // It may be late, and the run retried since: what is this worker's is for the table to say.
    if (runId === null || atWork.claims.some((claim) => claim.runId === runId)) claims.look();
  });

  const close = async (): Promise<void> => {
    closing.abort();
    await slots.stop();
    stopListening();
    await Promise.all([claims.stop(), workers.stop()]);
    await lease.release();
    await leaveWorkers(store, workerId).catch((error: unknown) => {
      if (!isConnectionError(error)) throw error;
      report('The database cannot be reached: other workers will notice that this one has stopped.');
    });
    context.inputs.close();
    await threads.close();
  };
  let closed: Promise<void> | null = null;
  return {
    id: workerId,
    get atWork() {
      return atWork.claims.length;
    },
    memory: context.memory,
    get holdsLease() {
      return lease.isHeld;
    },
    async stop(drainMs = DRAIN_MS) {
      closed ??= close();
      const timer = setTimeout(() => {
        stopping.abort();
      }, drainMs);
      await closed.finally(() => {
        clearTimeout(timer);
      });
    },
  };
}

/**
 * Keeps what the database knows of a worker's slots complete. One writing at a time: the later of two must not be
 * overtaken by the earlier.
 *
 * @param names that grow
 */
function slotRegistration(
  names: readonly string[],
  register: (slots: readonly string[]) => Promise<void>,
): { readonly renew: () => Promise<void>; readonly complete: () => Promise<void> } {
  let known = 0;
  let writing: Promise<void> = Promise.resolve();
  const renew = (): Promise<void> => {
    if (names.length === 0) return Promise.resolve(); // it takes no step yet that anybody could give to another
    const next = writing
      .catch(() => undefined)
      .then(async () => {
        const slots = [...names];
        await register(slots);
        known = slots.length;
      });
    writing = next;
    return next;
  };
  return {
    renew,
    async complete() {
      while (known < names.length) await renew();
    },
  };
}
