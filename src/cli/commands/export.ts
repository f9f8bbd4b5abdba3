import type { Command } from 'commander';
import { exportInteractions } from '../../actions/export-interactions.js';
import { requireRun } from '../../actions/require-run.js';
import { ROW_FORMATS } from '../../store/copy/send-rows.js';
import { formatOf } from '../file-format.js';
import { jsonOption, subcommand } from '../options.js';
import { printJson, printResult } from '../output.js';
import { writeFileOf } from '../write-file-of.js';
import { withWorkspace, type CommonOptions } from '../with-workspace.js';

interface ExportOptions extends CommonOptions {
  readonly out: string;
  readonly json?: boolean;
}

export function addExport(program: Command): void {
  subcommand(
    program,
    'export',
    'write a run’s records to a file: raw values, in nats, by LSMI (r u1 u2 s) and by the evidence rule (evidenceR …); rSpread … are standard deviations over repetitions',
  )
    .argument('<run>', 'id of the run')
    .requiredOption('--out <file>', 'a .csv or .ndjson file; an existing one is replaced')
    .addOption(jsonOption())
    .action((runId: string, options: ExportOptions) =>
      withWorkspace(options, async (workspace) => {
        const format = formatOf(options.out, ROW_FORMATS);
        const run = await requireRun(workspace.store, runId);
        const { rows, count } = await exportInteractions(workspace, run, format);
        await writeFileOf(options.out, rows);
        if (options.json) printJson({ file: options.out, records: count });
        else printResult(`Wrote ${count} records to ${options.out}.`);
      }),
    );
}
