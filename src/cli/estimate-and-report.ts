import type { StepThreads } from '../../jobs/step-threads.js';
import { startWorker } from '../../jobs/worker.js';
import { cancelRun } from '../actions/cancel-run.js';
import { followRunEvents } from '../actions/follow-run-events.js';
import { requireRun } from '../actions/require-run.js';
import { runDocument, type RunDocument, type UnitName } from '../actions/run-document.js';
import { startEstimation, type EstimationRequest } from '../actions/start-estimation.js';
import type { Workspace } from '../actions/workspace.js';
import { say } from './output.js';
import { progressDisplay } from './progress.js';
import { WorkFailure } from './work-failure.js';

export interface EstimateOptions {
  readonly unit: UnitName;
  /** Cancels the run. */
  readonly signal: AbortSignal;
  /** To work on, closed at the end; null when this process works on the queue already. */
  readonly threads: StepThreads | null;
  /** Bytes the steps may use; most of what the machine has when left out. */
  readonly memory?: number | undefined;
}

/**
 * Queues a run, works on the queue until it has ended, and shows its progress.
 *
 * @throws WorkFailure when the run fails or is cancelled
 */
export async function estimateToTheEnd(
  workspace: Workspace,
  request: EstimationRequest,
  { unit, signal, threads, memory }: EstimateOptions,
): Promise<RunDocument> {
  const started = await startEstimation(workspace, request);
  const worker = threads && (await startWorker(workspace, { threads, report: say, memory }));
  const cancel = (): void => {
    // A run that has ended meanwhile cannot be cancelled, and need not be.
    cancelRun(workspace, started.id).catch(() => undefined);
  };
  signal.addEventListener('abort', cancel);
  if (signal.aborted) cancel();
  const display = progressDisplay();
  try {
    for await (const event of await followRunEvents(workspace, started.id, 0)) display.show(event);
  } finally {
    display.end();
    signal.removeEventListener('abort', cancel);
    await worker?.stop(0); // what it took of other runs is handed back
  }
  const run = await requireRun(workspace.store, started.id);
  if (run.status !== 'COMPLETED') throw new WorkFailure(run.error ?? `The run ${run.id} was cancelled.`);
  if (threads && run.engine !== threads.engine) {
    say(`Another worker took part in the run: it was computed with ${run.engine}, not ${threads.engine}.`);
  }
  return runDocument(workspace, run, unit);
}
