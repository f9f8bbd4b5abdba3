import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, run, type Runner, type WorkerEvents } from 'graphile-worker';
import type pg from 'pg';
import { isConnectionError } from '../src/store/is-connection-error.js';
import { retryConnection } from '../src/store/retry-connection.js';
import { RUN_STEP_JOB } from '../src/store/step-queue.js';

/** Takers of the queue's jobs, each one job at a time. */
export interface QueueSlots {
  /** Names of the jobs that are being done. */
  readonly handling: ReadonlySet<string>;
  /** Takes no more jobs; resolves when those at work have ended. */
  stop(): Promise<void>;
}

export interface QueueSlotsOptions {
  readonly pool: pg.Pool;
  readonly count: number;
  /** Filled with what the queue calls them, each before it takes its first job. */
  readonly names: string[];
  /** Does a job; returning takes it out of the queue. */
  readonly work: (payload: unknown, slot: string) => Promise<void>;
  /** Before every look at the queue: resolves with the flags of jobs to pass over. */
  readonly beforeTaking: () => Promise<string[]>;
  readonly report: (message: string) => void;
}

/** How often the queue is looked at where a notification was missed, milliseconds. */
const POLL_MS = 1_000;
/** Stopping is the caller's to hurry; the queue's own limit must not come first. */
const NEVER_MS = 2 ** 31 - 1;

/**
 * Starts slots. A slot that cannot tell the queue how its job ended (its connection was lost in that moment) is
 * given up by the queue; another takes its place here.
 */
export async function startQueueSlots(options: QueueSlotsOptions): Promise<QueueSlots> {
  const groups = new Set<Runner>();
  const stopping = new AbortController();
  const replacements = new Set<Promise<void>>();
  const handling = new Set<string>();
  const pool = patientPool(options.pool, stopping.signal, true);
  // Else each would hold a connection for good; where nobody listens any more, jobs are still looked for.
  const notListening = patientPool(options.pool, stopping.signal, false);

  const replace = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await startGroup(1, notListening);
        return;
      } catch (error) {
        if (!isConnectionError(error)) options.report(`A slot is being replaced: ${oneLineOf(error)}`);
        await sleep(POLL_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  };

  /** Slots that share the connection on which they hear of new jobs, given back when the last of them is gone. */
  const startGroup = async (count: number, from: pg.Pool): Promise<void> => {
    let alive = 0;
    const events: WorkerEvents = new EventEmitter();
    events.on('worker:create', ({ worker }) => {
      alive += 1;
      options.names.push(worker.workerId);
    });
    events.on('worker:stop', ({ error }) => {
      alive -= 1;
      if (error === undefined || stopping.signal.aborted) return;
      if (alive === 0 && groups.delete(group)) void group.stop().catch(() => undefined);
      const replacement = replace().finally(() => replacements.delete(replacement));
      replacements.add(replacement);
    });
    const group = await run({
      events,
      pgPool: from,
      concurrency: count,
      pollInterval: POLL_MS,
      noHandleSignals: true,
      gracefulShutdownAbortTimeout: NEVER_MS,
      parsedCronItems: [],
      forbiddenFlags: options.beforeTaking,
      logger: new Logger(() => (level, message, meta) => {
        const { failure, error, fatalError } = (meta ?? {}) as QueueMessage;
        // How jobs fail, and that the database is away, is for others to say.
        if (failure === true || isConnectionError(error ?? fatalError)) return;
        if (level === 'error' || level === 'warning') options.report(message.split('\n')[0]!);
      }),
      taskList: {
        [RUN_STEP_JOB]: async (payload, { job }) => {
          if (job.key !== null) handling.add(job.key);
          try {
            await options.work(payload, job.locked_by!);
          } finally {
            if (job.key !== null) handling.delete(job.key);
          }
        },
      },
    });
    groups.add(group);
  };

  await startGroup(options.count, pool);
  return {
    handling,
    async stop() {
      stopping.abort();
      await Promise.all(replacements);
      await Promise.all([...groups].map((group) => group.stop()));
    },
  };
}

/**
 * A pool that waits for a database that cannot be reached: the queue gives up what it cannot tell it at once.
 *
 * @param listens whether the queue gets the connection on which it listens: it alone is asked for with a callback
 */
function patientPool(pool: pg.Pool, signal: AbortSignal, listens: boolean): pg.Pool {
  type Callback = Parameters<pg.Pool['connect']>[0];
  const connect = (callback?: Callback): unknown => {
    if (!callback) return retryConnection(() => pool.connect(), signal);
    if (listens) pool.connect(callback);
    return undefined;
  };
  return new Proxy(pool, {
    get(target, name) {
      if (name === 'connect') return connect;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

/** What the queue says with a line of its log. */
interface QueueMessage {
  readonly failure?: boolean;
  readonly error?: unknown;
  readonly fatalError?: unknown;
}

function oneLineOf(error: unknown): string {
  return (error as Error).message.split('\n')[0]!;
}
