import type { z } from 'zod';
import { BlobMissing } from '../src/features/blob-store.type.js';
import { runSteps, type RunStepRecord } from '../src/store/run-steps.js';
import { abandonRun, RUN_CANCEL_CHANNEL, RunNotRunning, startRun } from '../src/store/run-transitions.js';
import { findRun } from '../src/store/runs.js';
import { enqueue } from './enqueue.js';
import { estimateRun } from './estimate-run.definition.js';
import { executeAggregate, executeBootstrap, executeDecompose } from './execute-closing-steps.js';
import { executeModelSteps } from './execute-model-steps.js';
import { executePermutationSteps } from './execute-permutation-steps.js';
import type { JobAttempt, JobContext } from './job-context.js';
import { loadRunInputs } from './run-inputs.js';

/**
 * Takes a run from its first unfinished step to its end: the models, then decompose, what tells its uncertainty,
 * then aggregate. What an
 * earlier attempt finished is kept. Throws when the attempt failed and another is due.
 */
export async function handleEstimateRun(
  { runId }: z.output<typeof estimateRun.payload>,
  context: JobContext,
  attempt: JobAttempt,
): Promise<void> {
  const cancel = new AbortController();
  const stopListening = await context.notifications.listen(RUN_CANCEL_CHANNEL, (payload) => {
    if (payload === runId) cancel.abort();
    // After a lost connection the request may have gone by: the table knows.
    else if (payload === null) void abortIfRequested(context, runId, cancel);
  });
  try {
    void context.threads.warmUp();
    if (!(await startRun(context.store, runId, context.threads.engine))) return;
    await executeSteps(context, runId, AbortSignal.any([cancel.signal, attempt.signal]));
  } catch (error) {
    await settleFailure(error, runId, context, attempt, cancel.signal.aborted);
  } finally {
    stopListening();
  }
}

async function abortIfRequested(context: JobContext, runId: string, cancel: AbortController): Promise<void> {
  const run = await findRun(context.store, runId).catch(() => null);
  if (run?.cancelRequested) cancel.abort();
}

async function executeSteps(context: JobContext, runId: string, signal: AbortSignal): Promise<void> {
  const inputs = await loadRunInputs(context.store, context.blobs, runId);
  const steps = await runSteps(context.store, runId);
  const pending = (...kinds: readonly RunStepRecord['kind'][]): RunStepRecord[] =>
    steps.filter(({ kind, status }) => status === 'PENDING' && kinds.includes(kind));
  await executeModelSteps(context, inputs, pending('CLASSIFIER', 'DENSITY'), signal);
  for (const step of pending('DECOMPOSE')) await executeDecompose(context, inputs, step, signal);
  await executePermutationSteps(context, inputs, pending('PERMUTATION'), signal);
  for (const step of pending('BOOTSTRAP')) await executeBootstrap(context, inputs, step, signal);
  for (const step of pending('AGGREGATE')) await executeAggregate(context, inputs, step, signal);
}

/**
 * Hands the run back when the worker is told to stop, ends it where another attempt would not help, else
 * throws so that the queue makes one.
 */
async function settleFailure(
  error: unknown,
  runId: string,
  { store }: JobContext,
  attempt: JobAttempt,
  cancelled: boolean,
): Promise<void> {
  if (error instanceof RunNotRunning) return; // ended meanwhile, by whoever ended it
  if (cancelled) {
    await abandonRun(store, runId, 'CANCELLED', 'The run was cancelled.');
    return;
  }
  if (attempt.signal.aborted) {
    // A job of its own rather than a retry: being stopped is no failure, and must not use up the attempts.
    await store.prisma.$transaction((transaction) => enqueue(transaction, estimateRun, { runId }));
    return;
  }
  if (error instanceof BlobMissing || attempt.isLast) {
    await abandonRun(store, runId, 'FAILED', `The run failed: ${(error as Error).message}`);
    return;
  }
  throw error;
}
