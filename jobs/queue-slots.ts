import { EventEmitter } from 'node:events';
import { Logger, run, type Runner, type WorkerEvents } from 'graphile-worker';
import type pg from 'pg';
import { RUN_STEP_JOB } from '../src/store/step-queue.js';

/** Takers of the queue's jobs, each one job at a time. */
export interface QueueSlots {
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
  const runners: Runner[] = [];
  let stopping = false;

  const reportFailure = (error: unknown): void => {
    options.report(`A slot could not be replaced: ${(error as Error).message}`);
  };

  const start = async (count: number): Promise<void> => {
    const events: WorkerEvents = new EventEmitter();
    events.on('worker:create', ({ worker }) => {
      options.names.push(worker.workerId);
    });
    events.on('worker:stop', ({ error }) => {
      if (error !== undefined && !stopping) start(1).catch(reportFailure);
    });
    const runner = await run({
      events,
      pgPool: options.pool,
      concurrency: count,
      pollInterval: POLL_MS,
      noHandleSignals: true,
      gracefulShutdownAbortTimeout: NEVER_MS,
      parsedCronItems: [],
      forbiddenFlags: options.beforeTaking,
      logger: new Logger(() => (level, message, meta) => {
        // How jobs fail is for the handler to say. What follows the first line is a stack.
        const isOfJob = (meta as { failure?: boolean } | undefined)?.failure === true;
        if ((level === 'error' || level === 'warning') && !isOfJob) options.report(message.split('\n')[0]!);
      }),
      taskList: { [RUN_STEP_JOB]: (payload, { job }) => options.work(payload, job.locked_by!) },
    });
    runners.push(runner);
  };

  await start(options.count);
  return {
    async stop() {
      stopping = true;
      await Promise.all(runners.map((runner) => runner.stop()));
    },
  };
}
