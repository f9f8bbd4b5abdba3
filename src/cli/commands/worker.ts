import type { Command } from 'commander';
import { startWorker } from '../../../jobs/worker.js';
import { engineOption, memoryOption, subcommand, wholeNumber } from '../options.js';
import { say } from '../output.js';
import { stopWorker } from '../stop-worker.js';
import { withStepThreads, type EngineOptions } from '../with-step-threads.js';
import { untilAborted, withWorkspace, type CommonOptions } from '../with-workspace.js';

interface WorkerCommandOptions extends CommonOptions, EngineOptions {
  readonly concurrency?: number;
  readonly memory?: number;
}

export function addWorker(program: Command): void {
  subcommand(
    program,
    'worker',
    'do the steps of queued runs; any number, on any machine that reaches the database',
  )
    .option('--concurrency <number>', 'steps done at once (default: one a core)', wholeNumber(1, 1024))
    .addOption(memoryOption())
    .addOption(engineOption())
    .action(({ concurrency, memory, ...options }: WorkerCommandOptions) =>
      withStepThreads(options, (threads) =>
        withWorkspace(options, async (workspace, { signal, hurry }) => {
          const worker = await startWorker(workspace, {
            threads,
            report: say,
            ...(concurrency !== undefined && { concurrency }),
            ...(memory !== undefined && { memory }),
          });
          say(`Waiting for runs, to compute with ${threads.engine}. Ctrl-C ends.`);
          await untilAborted(signal);
          await stopWorker(worker, hurry);
        }),
      ),
    );
}
