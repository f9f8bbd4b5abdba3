import type { Command } from 'commander';
import { startWorker } from '../../../jobs/worker.js';
import { engineOption, subcommand, wholeNumber } from '../options.js';
import { say } from '../output.js';
import { withStepThreads, type EngineOptions } from '../with-step-threads.js';
import { untilAborted, withWorkspace, type CommonOptions } from '../with-workspace.js';

interface WorkerCommandOptions extends CommonOptions, EngineOptions {
  readonly concurrency: number;
}

export function addWorker(program: Command): void {
  subcommand(program, 'worker', 'estimate queued runs')
    .option('--concurrency <number>', 'runs estimated at once', wholeNumber(1, 64), 1)
    .addOption(engineOption())
    .action((options: WorkerCommandOptions) =>
      withStepThreads(options, (threads) =>
        withWorkspace(options, async (workspace, signal) => {
          const { concurrency } = options;
          const worker = await startWorker(workspace, { concurrency, threads, report: say });
          say(`Waiting for runs, to compute with ${threads.engine}. Ctrl-C ends.`);
          await untilAborted(signal);
          await worker.stop();
        }),
      ),
    );
}
