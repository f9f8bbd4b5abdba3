import type { Command } from 'commander';
import { importDataset } from '../../actions/import-dataset.js';
import { scoredSubjects } from '../../actions/scored-subjects.js';
import {
  addSelectionOptions,
  jsonOption,
  selectionOf,
  subcommand,
  type SelectionOptions,
} from '../options.js';
import { printJson, printResult } from '../output.js';
import { withWorkspace, type CommonOptions } from '../with-workspace.js';

type ImportOptions = CommonOptions &
  SelectionOptions & { readonly name: string; readonly label: string; readonly json?: boolean };

export function addImport(program: Command): void {
  const command = subcommand(program, 'import', 'check and store a dataset')
    .argument('<file>', '.npz, .npy, a folder of .npy, .csv or .tsv')
    .requiredOption('--name <name>', 'name of the dataset');
  addSelectionOptions(command)
    .addOption(jsonOption())
    .action((file: string, options: ImportOptions) => {
      if ((options.label as string | undefined) === undefined) {
        command.error("error: required option '--label <array>' not specified");
      }
      return withWorkspace(options, async (workspace) => {
        const { dataset, alreadyThere } = await importDataset(workspace, {
          path: file,
          name: options.name,
          selection: selectionOf(options),
        });
        const { id, name, sha256, sampleCount, droppedRows, classes, modalities } = dataset;
        const subjects = scoredSubjects(dataset);
        if (options.json) {
          printJson({
            dataset: {
              id,
              name,
              sha256,
              samples: sampleCount,
              droppedRows,
              classes: classes.map(({ label, count }) => ({ label, n: count })),
              modalities: modalities.map(({ name, dimension, kind }) => ({
                name,
                dimension,
                kind: kind.toLowerCase(),
              })),
              logProbabilities: subjects,
            },
            alreadyThere,
          });
          return;
        }
        printResult(
          `${alreadyThere ? 'Already imported' : 'Imported'} "${name}": ${sampleCount} samples, ${classes.length} classes, ` +
            modalities.map((modality) => `${modality.name} (${modality.dimension})`).join(', ') +
            (subjects.length > 0 ? `; log-probabilities of ${subjects.join(', ')}` : '') +
            (droppedRows > 0 ? `; ${droppedRows} rows with missing values were left out.` : '.'),
        );
      });
    });
}
