import { existsSync } from 'node:fs';
import { basename, extname } from 'node:path';
import type { Command } from 'commander';
import { importDataset } from '../../actions/import-dataset.js';
import type { UnitName } from '../../actions/run-document.js';
import type { Workspace } from '../../actions/workspace.js';
import { InputFailure } from '../../domain/failure.js';
import { findDataset } from '../../store/datasets.js';
import { addConfigOptions, configOf, type ConfigOptions } from '../config-options.js';
import { estimateToTheEnd } from '../estimate-and-report.js';
import {
  addSelectionOptions,
  engineOption,
  jsonOption,
  memoryOption,
  methodOption,
  selectionOf,
  subcommand,
  unitOption,
  wholeNumber,
  type SelectionOptions,
} from '../options.js';
import { outputWidth, printJson, printResult, say } from '../output.js';
import { runReport } from '../run-report.js';
import { withStepThreads, type EngineOptions } from '../with-step-threads.js';
import { withWorkspace, type CommonOptions } from '../with-workspace.js';

type EstimateOptions = CommonOptions &
  EngineOptions &
  SelectionOptions &
  ConfigOptions & {
    readonly name?: string;
    readonly pair?: string;
    readonly seed: number;
    readonly tenant?: string;
    readonly memory?: number;
    readonly method: 'lsmi' | 'evidence';
    readonly unit: UnitName;
    readonly json?: boolean;
  };

export function addEstimate(program: Command): void {
  const command = subcommand(
    program,
    'estimate',
    'estimate the interactions of a file or of an imported dataset; Ctrl-C cancels the run',
  )
    .argument('<file-or-dataset>', 'a file, with --modality and --label; or the name or id of a dataset')
    .option('--name <name>', 'name of the dataset a file becomes (default: the file’s own)');
  addSelectionOptions(command)
    .option('--pair <a,b>', 'the two modalities, x1 and x2, where there are more')
    .option('--seed <number>', 'the same seed gives the same records', wholeNumber(0, 2 ** 31 - 1), 1);
  addConfigOptions(command)
    .option('--tenant <name>', 'whose turn it counts as where runs of several wait for the same workers')
    .addOption(memoryOption())
    .addOption(engineOption())
    .addOption(methodOption())
    .addOption(unitOption())
    .addOption(jsonOption())
    .action((target: string, options: EstimateOptions) =>
      withStepThreads(options, (threads) => {
        void threads.warmUp(); // while the database starts
        return withWorkspace(options, async (workspace, interrupt) => {
          const request = {
            ...configOf(options),
            dataset: await datasetFor(workspace, target, options),
            seed: options.seed,
            // Other workers on the same database take part.
            ...(options.engine !== 'auto' && { engine: options.engine }),
            ...(options.tenant !== undefined && { tenant: options.tenant }),
            ...(options.pair !== undefined && { pair: parsePair(options.pair) }),
          };
          const document = await estimateToTheEnd(workspace, request, {
            unit: options.unit,
            interrupt,
            threads,
            memory: options.memory,
          });
          if (options.json) printJson(document);
          else printResult(runReport(document, options.method, outputWidth()));
        });
      }),
    );
}

/** The dataset meant: imported from the file when modalities are given, else the one of that name or id. */
async function datasetFor(workspace: Workspace, target: string, options: EstimateOptions): Promise<string> {
  const { label } = options;
  if (options.modality === undefined && label === undefined) {
    const isDataset = (await findDataset(workspace.store, target)) !== null;
    if (!isDataset && !existsSync(target)) {
      throw new InputFailure(
        'DATASET_NOT_FOUND',
        `There is no dataset "${target}", and no file of that name.`,
        'dataset',
      );
    }
    if (!isDataset) {
      throw new InputFailure(
        'BAD_CALL',
        `${target} is a file: say what its arrays mean with --modality NAME=ARRAY (two or more) and --label ARRAY.`,
        'modality',
      );
    }
    if (options.logProbabilities !== undefined) {
      throw new InputFailure(
        'BAD_CALL',
        `The dataset "${target}" cannot be given log-probabilities any more: import its file again under another name, with --log-probabilities.`,
        'log-probabilities',
      );
    }
    return target;
  }
  if (label === undefined) {
    throw new InputFailure(
      'BAD_CALL',
      'To estimate from a file, name its label array with --label.',
      'label',
    );
  }
  const { dataset } = await importDataset(workspace, {
    path: target,
    name: options.name ?? basename(target, extname(target)),
    selection: selectionOf({ ...options, label }),
  });
  if (dataset.droppedRows > 0) say(`${dataset.droppedRows} rows with missing values were left out.`);
  return dataset.id;
}

function parsePair(text: string): [string, string] {
  const [first, second, ...others] = text.split(',').map((name) => name.trim());
  if (first && second && others.length === 0) return [first, second];
  throw new InputFailure(
    'BAD_PAIR',
    `--pair takes two modality names separated by a comma, got "${text}".`,
    'pair',
  );
}
