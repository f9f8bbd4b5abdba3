import type { Command } from 'commander';
import { cancelRun } from '../../actions/cancel-run.js';
import { jsonOption, subcommand } from '../options.js';
import { printJson, printResult } from '../output.js';
import { withWorkspace, type CommonOptions } from '../with-workspace.js';

interface CancelOptions extends CommonOptions {
  readonly json?: boolean;
}

export function addCancel(program: Command): void {
  subcommand(program, 'cancel', 'cancel a queued or executing run')
    .argument('<run>', 'id of the run')
    .addOption(jsonOption())
    .action((runId: string, options: CancelOptions) =>
      withWorkspace(options, async (workspace) => {
        const { id, status } = await cancelRun(workspace, runId);
        if (options.json) printJson({ run: { id, status } });
        else printResult(`The run ${id} is cancelled.`);
      }),
    );
}
