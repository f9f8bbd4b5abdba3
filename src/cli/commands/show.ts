import type { Command } from 'commander';
import { requireRun } from '../../actions/require-run.js';
import { runDocument, type UnitName } from '../../actions/run-document.js';
import { jsonOption, methodOption, subcommand, unitOption } from '../options.js';
import { outputWidth, printJson, printResult } from '../output.js';
import { runReport } from '../run-report.js';
import { withWorkspace, type CommonOptions } from '../with-workspace.js';

interface ShowOptions extends CommonOptions {
  readonly method: 'lsmi' | 'evidence';
  readonly unit: UnitName;
  readonly json?: boolean;
}

export function addShow(program: Command): void {
  subcommand(program, 'show', 'show a run and its results')
    .argument('<run>', 'id of the run')
    .addOption(methodOption())
    .addOption(unitOption())
    .addOption(jsonOption())
    .action((runId: string, options: ShowOptions) =>
      withWorkspace(options, async (workspace) => {
        const document = await runDocument(workspace, await requireRun(workspace.store, runId), options.unit);
        if (options.json) printJson(document);
        else printResult(runReport(document, options.method, outputWidth()));
      }),
    );
}
