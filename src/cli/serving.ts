import type { StepThreads } from '../../jobs/step-threads.js';
import { watchWorkers } from '../../jobs/watch-workers.js';
import { startWorker, type Worker } from '../../jobs/worker.js';
import type { Workspace } from '../actions/workspace.js';
import { openMetrics } from '../server/metrics.js';
import type { ServerOptions } from '../server/start-server.js';
import { say } from './output.js';
import { stopWorker } from './stop-worker.js';
import { tellConnection } from './tell-connection.js';

export interface ServingOptions extends Pick<
  ServerOptions,
  'host' | 'port' | 'access' | 'introspection' | 'trustedDocuments'
> {
  /** Threads that this process does steps on, closed with its worker; null leaves them to others. */
  readonly threads: StepThreads | null;
  /** Bytes the steps may use; most of what the machine has when left out. */
  readonly memory?: number | undefined;
}

/** Serves while `work` goes on, and closes server and worker when it ends. */
export async function serving(
  workspace: Workspace,
  { threads, memory, ...serverOptions }: ServingOptions,
  hurry: AbortSignal,
  work: (url: string) => Promise<void>,
): Promise<void> {
  const report = (error: unknown): void => {
    say(`interlens: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  };
  // Takes half of the time that a command needs to start: only those that serve load it.
  const { startServer } = await import('../server/start-server.js');
  const metrics = openMetrics(workspace);
  let worker: Worker | null = null;
  const server = await startServer(workspace, { ...serverOptions, report, metrics, worker: () => worker });
  const endTelling = tellConnection(workspace.notifications);
  // Where no worker is left, somebody must still notice.
  const isSure = (): boolean => workspace.notifications.isConnected;
  const watch = threads ? null : watchWorkers(workspace.store, { isSure, report: say });
  try {
    if (threads) {
      const { observer } = metrics;
      worker = await startWorker(workspace, { threads, report: say, observer, memory });
      metrics.watch(worker);
    }
    try {
      await work(server.url);
    } finally {
      if (worker) await stopWorker(worker, hurry);
    }
  } finally {
    endTelling();
    await watch?.stop();
    await server.close();
  }
}
