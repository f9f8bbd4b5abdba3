import type { Command } from 'commander';
import { deleteRun } from '../../actions/delete-run.js';
import { jsonOption, subcommand } from '../options.js';
import { printJson, printResult } from '../output.js';
import { withWorkspace, type CommonOptions } from '../with-workspace.js';

interface DeleteOptions extends CommonOptions {
  readonly json?: boolean;
}

export function addDelete(program: Command): void {
  subcommand(program, 'delete', 'delete a run that has ended, with its records and events')
    .argument('<run>', 'id of the run')
    .addOption(jsonOption())
    .action((runId: string, options: DeleteOptions) =>
      withWorkspace(options, async (workspace) => {
        await deleteRun(workspace, runId);
        if (options.json) printJson({ deleted: runId });
        else printResult(`The run ${runId} is deleted.`);
      }),
    );
}
