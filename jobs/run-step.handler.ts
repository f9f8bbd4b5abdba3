import { BlobStoreUnavailable } from '../src/features/blob-store-unavailable.js';
import { BlobMissing } from '../src/features/blob-store.type.js';
import { isConnectionError } from '../src/store/is-connection-error.js';
import { retryConnection } from '../src/store/retry-connection.js';
import { failStep, handBackStep, returnJob } from '../src/store/return-steps.js';
import { ClaimLost, claimStep, type RunStepRecord } from '../src/store/run-steps.js';
import { abandonRun, type RunErrorCode } from '../src/store/run-transitions.js';
import { executeStep } from './execute-step.js';
import type { JobContext } from './job-context.js';
import { orAborted } from './or-aborted.js';
import { parseRunStep, UnreadablePayload, type RunStepPayload } from './run-step.payload.js';
import { stepReporter } from './step-reporter.js';
import type { StepEnding } from './worker-observer.type.js';

/** How long a step waits whose features or results could not be reached, seconds. */
const OUTAGE_PAUSE_S = 5;

/** The job went back to the queue: thrown, because the queue takes a handler that returns to be done with it. */
export class JobReturned extends Error {
  override readonly name = 'JobReturned';
}

/**
 * Does one step of a run.
 *
 * @param slot as the queue names who does it
 * @throws JobReturned, ClaimLost where the job is not this slot's any more; nothing else that a retry should follow
 */
export async function handleRunStep(payload: unknown, slot: string, context: JobContext): Promise<void> {
  const read = await readPayload(payload, context);
  if (!read) return;
  const { store, memory, threads, stop } = context;
  let giveBack = (): void => undefined;
  try {
    giveBack = await memory.take({ runId: read.runId, ...read.memory }, stop);
    const step = await retryConnection(() => claimStep(store, read, slot, threads.engine), stop);
    if (step) await attemptStep(step, context);
  } catch (error) {
    // Told to stop before the step was taken.
    if (stop.aborted && error === stop.reason) await returnJob(store, slot);
    throw error;
  } finally {
    giveBack();
  }
}

/** Null where the job is none for this worker; its run, if it can be told, ends with a sentence. */
async function readPayload(payload: unknown, { store, report }: JobContext): Promise<RunStepPayload | null> {
  try {
    return parseRunStep(payload);
  } catch (error) {
    if (!(error instanceof UnreadablePayload)) throw error;
    report(error.message);
    if (error.runId !== null) {
      const { code, message } = error;
      await abandonRun(store, error.runId, { status: 'FAILED', code, message });
    }
    return null;
  }
}

async function attemptStep(step: RunStepRecord, context: JobContext): Promise<void> {
  const { atWork, observer } = context;
  const begun = performance.now();
  const lost = atWork.begin(step);
  let ending: StepEnding = 'failed';
  try {
    await doStep(step, lost, context);
    ending = 'completed';
  } catch (error) {
    const reason: unknown = lost.aborted ? lost.reason : error;
    ending = endingOf(reason, context);
    await settle(reason, ending, step, context);
  } finally {
    atWork.end(step);
    observer?.stepEnded(step.kind, ending, (performance.now() - begun) / 1000);
  }
}

/** @param lost fires when the step is not this worker's any more */
async function doStep(step: RunStepRecord, lost: AbortSignal, context: JobContext): Promise<void> {
  const { store, atWork, inputs, stop } = context;
  const signal = AbortSignal.any([lost, stop]);
  const reporter = stepReporter(store, step, (loss) => {
    atWork.lose(step, loss);
  });
  try {
    const work = inputs.with(step.runId, async (loaded) => {
      const { onProgress } = reporter;
      const record = await executeStep({ context, inputs: loaded, step, signal, onProgress });
      const epochs = await reporter.end();
      signal.throwIfAborted();
      // Work that is done is worth waiting for the database, unless this worker must go.
      await retryConnection(() => record(epochs), signal);
    });
    // Some of it hears of the signal late: a large blob that is being read.
    await orAborted(work, signal);
  } finally {
    await reporter.end();
  }
}

function endingOf(error: unknown, { stop }: JobContext): StepEnding {
  if (error instanceof ClaimLost) return 'lost';
  const isOutage = isConnectionError(error) || error instanceof BlobStoreUnavailable;
  return stop.aborted || isOutage ? 'returned' : 'failed';
}

/** Why a step is handed back, and how long nobody should take it, seconds. */
function returnOf(error: unknown, stop: AbortSignal): { why: string; delay: number } {
  if (stop.aborted) return { why: 'by a worker that stops', delay: 0 };
  if (!(error instanceof BlobStoreUnavailable)) {
    return { why: 'by a worker that could not reach the database', delay: 0 };
  }
  return { why: `because ${error.message}`, delay: OUTAGE_PAUSE_S };
}

/** Decides what becomes of a step whose attempt did not come to its end. */
async function settle(
  error: unknown,
  ending: StepEnding,
  step: RunStepRecord,
  { store, stop, report }: JobContext,
): Promise<void> {
  switch (ending) {
    case 'lost':
      throw error;
    case 'returned': {
      const { why, delay } = returnOf(error, stop);
      await retryConnection(() => handBackStep(store, step, why, delay), stop);
      throw new JobReturned(`the step ${step.name} was handed back`);
    }
    default: {
      const { message } = error as Error;
      report(`${step.name} failed: ${message.split('\n')[0]!}`);
      if (await retryConnection(() => failStep(store, step, message, codeOf(error)), stop)) {
        throw new JobReturned(`the step ${step.name} is tried again`);
      }
    }
  }
}

/** Of errors that another attempt cannot mend. */
function codeOf(error: unknown): RunErrorCode | null {
  return error instanceof BlobMissing ? 'FEATURES_GONE' : null;
}
