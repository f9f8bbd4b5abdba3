import type { Command } from 'commander';
import { requireDataset } from '../../actions/require-dataset.js';
import { exportSubset, SUBSET_FORMATS } from '../../actions/subsets/export-subset.js';
import { requireSubset } from '../../actions/subsets/require-subset.js';
import { formatOf } from '../file-format.js';
import { jsonOption, subcommand } from '../options.js';
import { printJson, printResult } from '../output.js';
import { withWorkspace, type CommonOptions } from '../with-workspace.js';
import { writeFileOf } from '../write-file-of.js';

interface ExportOptions extends CommonOptions {
  readonly out: string;
  readonly json?: boolean;
}

export function addSubsetExport(subset: Command): void {
  subcommand(subset, 'export', 'write a subset’s samples to a file, in its order')
    .argument('<subset>', 'id, or name where one dataset alone has it')
    .requiredOption(
      '--out <file>',
      'a .csv or .ndjson file (index, id, label, split), or .npy of the indices',
    )
    .addOption(jsonOption())
    .action((name: string, { out, ...options }: ExportOptions) =>
      withWorkspace(options, async ({ store }) => {
        const format = formatOf(out, SUBSET_FORMATS);
        const subset = await requireSubset(store, name, 'subset');
        const dataset = await requireDataset(store, subset.datasetId);
        await writeFileOf(out, await exportSubset(store, subset, dataset, format));
        if (options.json) printJson({ file: out, samples: subset.sampleCount });
        else printResult(`Wrote ${String(subset.sampleCount)} samples to ${out}.`);
      }),
    );
}
