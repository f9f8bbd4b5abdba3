import type { Command } from 'commander';
import { retryRun } from '../../actions/retry-run.js';
import { jsonOption, subcommand } from '../options.js';
import { printJson, printResult } from '../output.js';
import { withWorkspace, type CommonOptions } from '../with-workspace.js';

interface RetryOptions extends CommonOptions {
  readonly json?: boolean;
}

export function addRetry(program: Command): void {
  subcommand(program, 'retry', 'let a failed or cancelled run go on from what it finished')
    .argument('<run>', 'id of the run')
    .addOption(jsonOption())
    .action((runId: string, options: RetryOptions) =>
      withWorkspace(options, async (workspace) => {
        const { id, status } = await retryRun(workspace, runId);
        if (options.json) printJson({ run: { id, status } });
        else printResult(`The run ${id} is queued again; a worker takes it up: interlens worker, or serve.`);
      }),
    );
}
