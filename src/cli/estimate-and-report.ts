import { setTimeout as sleep } from 'node:timers/promises';
import type { StepThreads } from '../../jobs/step-threads.js';
import { startWorker } from '../../jobs/worker.js';
import { cancelRun } from '../actions/cancel-run.js';
import { followRunEvents } from '../actions/follow-run-events.js';
import { requireRun } from '../actions/require-run.js';
import { runDocument, type RunDocument, type UnitName } from '../actions/run-document.js';
import { startEstimation, type EstimationRequest } from '../actions/start-estimation.js';
import type { Workspace } from '../actions/workspace.js';
import { isConnectionError } from '../store/is-connection-error.js';
import { say } from './output.js';
import { progressDisplay } from './progress.js';
import type { Interrupt } from './with-workspace.js';
import { WorkFailure } from './work-failure.js';

export interface EstimateOptions {
  readonly unit: UnitName;
  /** Cancels the run at the first, and leaves it at the second. */
  readonly interrupt: Interrupt;
  /** To work on, closed at the end; null when this process works on the queue already. */
  readonly threads: StepThreads | null;
  /** Bytes the steps may use; most of what the machine has when left out. */
  readonly memory?: number | undefined;
}

/** How long the database may take to cancel a run, milliseconds. */
const CANCELS_WITHIN_MS = 5_000;

/**
 * Queues a run, works on the queue until it has ended, and shows its progress.
 *
 * @throws WorkFailure when the run fails or is cancelled
 */
export async function estimateToTheEnd(
  workspace: Workspace,
  request: EstimationRequest,
  { unit, interrupt, threads, memory }: EstimateOptions,
): Promise<RunDocument> {
  const started = await startEstimation(workspace, request);
  const worker = threads && (await startWorker(workspace, { threads, report: say, memory }));
  const leaving = new AbortController();
  const leave = (): void => {
    leaving.abort();
  };
  const cancel = async (): Promise<void> => {
    if (!(await isCancelled(workspace, started.id))) leave();
  };
  const onSignal = (): void => void cancel();
  interrupt.signal.addEventListener('abort', onSignal);
  interrupt.hurry.addEventListener('abort', leave);
  if (interrupt.signal.aborted) onSignal();
  const display = progressDisplay(() => workspace.notifications.isConnected);
  try {
    const events = await followRunEvents(workspace, started.id, 0, leaving.signal);
    for await (const event of events) display.show(event);
  } finally {
    display.end();
    interrupt.signal.removeEventListener('abort', onSignal);
    interrupt.hurry.removeEventListener('abort', leave);
    await worker?.stop(0); // what it took of other runs is handed back
  }
  if (leaving.signal.aborted) {
    throw new WorkFailure(
      `The run ${started.id} was left as it is, for workers to go on with: the database could not be reached to cancel it. Later: interlens cancel ${started.id}`,
    );
  }
  const run = await requireRun(workspace.store, started.id);
  if (run.status !== 'COMPLETED') {
    const what = run.error ?? `The run ${run.id} was cancelled.`;
    throw new WorkFailure(`${what} To go on from what it finished: interlens retry ${run.id}`);
  }
  if (threads && run.engine !== threads.engine) {
    say(`Another worker took part in the run: it was computed with ${run.engine}, not ${threads.engine}.`);
  }
  return runDocument(workspace, run, unit);
}

/** False where the database cannot be reached; a run that has ended meanwhile cannot be cancelled, and need not be. */
async function isCancelled(workspace: Workspace, runId: string): Promise<boolean> {
  const cancelling = cancelRun(workspace, runId).then(
    () => true,
    (error: unknown) => !isConnectionError(error),
  );
  return Promise.race([cancelling, sleep(CANCELS_WITHIN_MS, false, { ref: false })]);
}
