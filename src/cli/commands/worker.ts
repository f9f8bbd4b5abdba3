import type { Command } from 'commander';
import type { StepThreads } from '../../../jobs/step-threads.js';
import { startWorker, type Worker } from '../../../jobs/worker.js';
import type { Workspace } from '../../actions/workspace.js';
import { openMetrics } from '../../server/metrics.js';
import { serveOperations } from '../../server/serve-operations.js';
import { engineOption, memoryOption, subcommand, wholeNumber } from '../options.js';
import { say } from '../output.js';
import { stopWorker } from '../stop-worker.js';
import { tellConnection } from '../tell-connection.js';
import { withStepThreads, type EngineOptions } from '../with-step-threads.js';
import { untilAborted, withWorkspace, type CommonOptions, type Interrupt } from '../with-workspace.js';

interface WorkerCommandOptions extends CommonOptions, EngineOptions {
  readonly concurrency?: number;
  readonly memory?: number;
  readonly host: string;
  readonly port?: number;
}

export function addWorker(program: Command): void {
  subcommand(
    program,
    'worker',
    'do the steps of queued runs; any number, on any machine that reaches the database',
  )
    .option(
      '--concurrency <number>',
      'steps done at once (default: one a core, and one more)',
      wholeNumber(1, 1024),
    )
    .addOption(memoryOption())
    .addOption(engineOption())
    .option('--port <number>', 'serve /healthz, /readyz and /metrics at this port', wholeNumber(0, 65_535))
    .option('--host <address>', 'and at this address', '127.0.0.1')
    .action((options: WorkerCommandOptions) =>
      withStepThreads(options, (threads) =>
        withWorkspace(options, (workspace, interrupt) => work(workspace, threads, options, interrupt)),
      ),
    );
}

async function work(
  workspace: Workspace,
  threads: StepThreads,
  { concurrency, memory, host, port }: WorkerCommandOptions,
  { signal, hurry }: Interrupt,
): Promise<void> {
  const metrics = openMetrics(workspace);
  let worker: Worker | null = null;
  // First of all: a taken port is better known before the worker takes steps.
  const server =
    port === undefined ? null : await serveOperations(workspace, metrics, () => worker, { host, port });
  const endTelling = tellConnection(workspace.notifications);
  try {
    const { observer } = metrics;
    worker = await startWorker(workspace, { threads, report: say, observer, concurrency, memory });
    metrics.watch(worker);
    if (server) say(`Health and metrics at ${server.url}/healthz, /readyz and /metrics.`);
    say(`Worker ${String(worker.id)} waits for runs, to compute with ${threads.engine}. Ctrl-C ends.`);
    await untilAborted(signal);
    await stopWorker(worker, hurry);
  } finally {
    endTelling();
    await server?.close();
  }
}
