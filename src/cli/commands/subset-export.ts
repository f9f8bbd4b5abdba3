import { extname } from 'node:path';
import type { Command } from 'commander';
import { requireDataset } from '../../actions/require-dataset.js';
import { exportSubset, SUBSET_FORMATS, type SubsetFormat } from '../../actions/subsets/export-subset.js';
import { requireSubset } from '../../actions/subsets/require-subset.js';
import { InputFailure } from '../../domain/failure.js';
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
        const format = formatOf(out);
        const subset = await requireSubset(store, name, 'subset');
        const dataset = await requireDataset(store, subset.datasetId);
        await writeFileOf(out, await exportSubset(store, subset, dataset, format));
        if (options.json) printJson({ file: out, samples: subset.sampleCount });
        else printResult(`Wrote ${String(subset.sampleCount)} samples to ${out}.`);
      }),
    );
}

function formatOf(file: string): SubsetFormat {
  const format = SUBSET_FORMATS.find((name) => extname(file).toLowerCase() === `.${name}`);
  if (format) return format;
  throw new InputFailure('UNKNOWN_FORMAT', `--out must end in .csv, .ndjson or .npy, got "${file}".`, 'out');
}
