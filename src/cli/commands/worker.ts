import type { Command } from 'commander';
import { startWorker } from '../../../jobs/worker.js';
import { subcommand, wholeNumber } from '../options.js';
import { say } from '../output.js';
import { untilAborted, withWorkspace, type CommonOptions } from '../with-workspace.js';

interface WorkerCommandOptions extends CommonOptions {
  readonly concurrency: number;
}

export function addWorker(program: Command): void {
  subcommand(program, 'worker', 'estimate queued runs')
    .option('--concurrency <number>', 'runs estimated at once', wholeNumber(1, 64), 1)
    .action((options: WorkerCommandOptions) =>
      withWorkspace(options, async (workspace, signal) => {
        const worker = await startWorker(workspace, { concurrency: options.concurrency, report: say });
        say('Waiting for runs. Ctrl-C ends.');
        await untilAborted(signal);
        await worker.stop();
      }),
    );
}
