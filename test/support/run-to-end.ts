import type { StepThreads } from '../../jobs/step-threads.js';
import { startWorker } from '../../jobs/worker.js';
import { followRunEvents } from '../../src/actions/follow-run-events.js';
import type { Workspace } from '../../src/actions/workspace.js';
import type { RunEventRecord } from '../../src/store/run-events.js';

/** Works on the queue until a run has ended; the threads stay open. */
export async function runToEnd(
  workspace: Workspace,
  runId: string,
  threads: StepThreads,
): Promise<RunEventRecord[]> {
  const kept: StepThreads = { ...threads, close: () => Promise.resolve() };
  const worker = await startWorker(workspace, { threads: kept, report: () => undefined });
  try {
    return await eventsOf(workspace, runId);
  } finally {
    await worker.stop(0);
  }
}

/** All events of a run, once it has ended. */
export async function eventsOf(workspace: Workspace, runId: string): Promise<RunEventRecord[]> {
  const events: RunEventRecord[] = [];
  for await (const event of await followRunEvents(workspace, runId, 0)) events.push(event);
  return events;
}
