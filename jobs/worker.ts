import { Logger, run, type Task } from 'graphile-worker';
import type { z } from 'zod';
import type { JobDefinition } from './definition.js';
import { estimateRun } from './estimate-run.definition.js';
import { handleEstimateRun } from './estimate-run.handler.js';
import type { JobAttempt, JobContext } from './job-context.js';
import { openStepThreads, type StepThreads } from './step-threads.js';

export interface Worker {
  /** Hands back unfinished jobs and ends the threads; finished steps are kept. */
  stop(): Promise<void>;
}

export interface WorkerOptions {
  /** Runs executed at once; each uses all threads. */
  readonly concurrency: number;
  /** Threads the steps run on, closed with the worker; as many as the machine has cores, and wasm, when left out. */
  readonly threads?: StepThreads;
  /** Told what a person watching the worker should know: the engine, failed attempts and lost connections. */
  readonly report: (message: string) => void;
}

/** How often the queue is looked at where a notification was missed, milliseconds. */
const POLL_MS = 1_000;

/** Starts taking jobs from the queue. */
export async function startWorker(
  shared: Omit<JobContext, 'threads'>,
  { concurrency, threads: given, report }: WorkerOptions,
): Promise<Worker> {
  const threads = given ?? (await openStepThreads());
  if (threads.note !== null) report(threads.note);
  const context: JobContext = { ...shared, threads };
  const runner = await run({
    pgPool: shared.store.pool,
    concurrency,
    pollInterval: POLL_MS,
    noHandleSignals: true,
    gracefulShutdownAbortTimeout: 0, // steps are kept, and the one at work ends at once: nothing is gained by waiting
    parsedCronItems: [],
    logger: new Logger(() => (level, message) => {
      // What follows the first line is a stack.
      if (level === 'error' || level === 'warning') report(message.split('\n')[0]!);
    }),
    taskList: { [estimateRun.name]: task(estimateRun, handleEstimateRun, context) },
  });
  return {
    async stop() {
      await runner.stop();
      await threads.close();
    },
  };
}

/** A handler as the queue calls it, its payload checked again. */
function task<Payload extends z.ZodType>(
  definition: JobDefinition<Payload>,
  handler: (payload: z.output<Payload>, context: JobContext, attempt: JobAttempt) => Promise<void>,
  context: JobContext,
): Task {
  return (payload, { job, abortSignal }) =>
    handler(definition.payload.parse(payload), context, {
      signal: abortSignal ?? new AbortController().signal,
      isLast: job.attempts >= job.max_attempts,
    });
}
