import type { StepThreads } from '../../jobs/step-threads.js';
import { startWorker } from '../../jobs/worker.js';
import type { Workspace } from '../actions/workspace.js';
import { startServer } from '../server/start-server.js';
import { say } from './output.js';

export interface ServingOptions {
  readonly host: string;
  readonly port: number;
  /** Runs this process estimates at once; 0 leaves them to others. */
  readonly workers: number;
  /** Threads they are estimated on; closed with the worker. */
  readonly threads: StepThreads | null;
}

/** Serves while `work` goes on, and closes server and worker when it ends. */
export async function serving(
  workspace: Workspace,
  { host, port, workers, threads }: ServingOptions,
  work: (url: string) => Promise<void>,
): Promise<void> {
  const report = (error: unknown): void => {
    say(`interlens: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  };
  const server = await startServer(workspace, { host, port, report });
  try {
    const worker = threads && (await startWorker(workspace, { concurrency: workers, threads, report: say }));
    try {
      await work(server.url);
    } finally {
      await worker?.stop();
    }
  } finally {
    await server.close();
  }
}
