import { Readable } from 'node:stream';
import { Option, type Command } from 'commander';
import { deleteWithBlob } from '../../actions/kept-with-blob.js';
import { ENSEMBLE } from '../../actions/ensembles/ensemble-kind.js';
import { ensembleRequest } from '../../actions/ensembles/ensemble-request.js';
import { saveEnsemble } from '../../actions/ensembles/save-ensemble.js';
import { requireNamed } from '../../actions/named.js';
import { requireDataset } from '../../actions/require-dataset.js';
import type { MethodName } from '../../domain/interaction-filter.js';
import { DEFAULT_ENSEMBLE, type EnsembleOptions } from '../../ensemble/select-ensemble.js';
import { newestEnsembles } from '../../store/ensembles/ensembles.js';
import { ensembleDocument, ensembleReport } from '../ensemble-report.js';
import { formatOf } from '../file-format.js';
import { jsonOption, methodOption, subcommand, wholeNumber } from '../options.js';
import { alignColumns, printJson, printResult } from '../output.js';
import { withWorkspace, type CommonOptions } from '../with-workspace.js';
import { writeFileOf } from '../write-file-of.js';

interface JsonOptions extends CommonOptions {
  readonly json?: boolean;
}

interface SelectOptions extends JsonOptions {
  readonly models: readonly string[];
  readonly by: EnsembleOptions['method'];
  readonly criterion: 'log-loss' | 'accuracy';
  readonly rounds: number;
  readonly folds: number;
  readonly seed: number;
  readonly run?: string;
  readonly method: MethodName;
  readonly adjusted?: boolean;
  readonly subset?: string;
}

/** Models with weights, and what they are worth. */
export function addEnsemble(program: Command): void {
  const ensemble = program.command('ensemble').description('select ensembles of registered models');
  subcommand(
    ensemble,
    'select',
    'find weights of models, score them on held-out samples, and keep the ensemble',
  )
    .argument('<name>', 'of the ensemble: unique in its dataset')
    .requiredOption('--models <models>', 'two or more, by id or name, separated by commas', (text: string) =>
      text.split(',').map((item) => item.trim()),
    )
    .addOption(
      new Option('--by <method>', 'how weights are found; interaction-aware needs --run')
        .choices(['uniform', 'greedy', 'stacking', 'interaction-aware'])
        .default('greedy'),
    )
    .addOption(
      new Option('--criterion <criterion>', 'what greedy selection makes best')
        .choices(['log-loss', 'accuracy'])
        .default('log-loss'),
    )
    .option(
      '--rounds <number>',
      'most picks of greedy selection',
      wholeNumber(1, 1000),
      DEFAULT_ENSEMBLE.rounds,
    )
    .option('--folds <number>', 'folds', wholeNumber(2, 50), DEFAULT_ENSEMBLE.folds)
    .option(
      '--seed <number>',
      'the same gives the same ensemble',
      wholeNumber(0, 2_147_483_647),
      DEFAULT_ENSEMBLE.seed,
    ) // prettier-ignore
    .option('--run <run>', 'the completed run whose interactions tell samples apart')
    .addOption(methodOption('the rule of the components that strata are told by'))
    .option('--adjusted', 'its components after the adjustment')
    .option('--subset <subset>', 'only its samples: those that no model was trained on')
    .addOption(jsonOption())
    .action((name: string, { models, by, criterion, rounds, folds, seed, ...options }: SelectOptions) =>
      withWorkspace(options, async (workspace) => {
        const { run, method, adjusted, subset, json } = options;
        const how = { runId: run ?? null, method, adjusted: adjusted === true, subset: subset ?? null };
        const selection: EnsembleOptions = {
          method: by,
          criterion: criterion === 'log-loss' ? 'logLoss' : 'accuracy',
          rounds,
          folds,
          seed,
        };
        const request = await ensembleRequest(workspace.store, name, models, how, selection);
        const kept = await saveEnsemble(workspace, request);
        if (json) printJson(ensembleDocument(kept, request.dataset));
        else printResult(ensembleReport(kept));
      }),
    );
  subcommand(ensemble, 'list', 'list ensembles, the newest first')
    .argument('[dataset]', 'id or name; all datasets’ when left out')
    .option('--limit <number>', 'at most so many', wholeNumber(1, 1000), 50)
    .addOption(jsonOption())
    .action((name: string | undefined, options: JsonOptions & { limit: number }) =>
      withWorkspace(options, async ({ store }) => {
        const dataset = name === undefined ? null : await requireDataset(store, name);
        const { rows } = await newestEnsembles(store, dataset?.id ?? null, options.limit, null);
        const ensembles = rows.map(({ id, name: of, settings, result }) => ({
          id,
          name: of,
          method: settings.method,
          logLoss: result.heldOut.logLoss.value,
        }));
        if (options.json) printJson({ ensembles });
        else if (rows.length === 0) printResult('There are no ensembles yet. Make one with: interlens ensemble select'); // prettier-ignore
        else printResult(alignColumns([['ensemble', 'name', 'by', 'log-loss'], ...ensembles.map((one) => [one.id, one.name, one.method, one.logLoss.toFixed(4)])], 3)); // prettier-ignore
      }),
    );
  subcommand(ensemble, 'show', 'show an ensemble: its weights, and what it is worth on held-out samples')
    .argument('<ensemble>', 'id, or name where one dataset alone has it')
    .addOption(jsonOption())
    .action((name: string, options: JsonOptions) =>
      withWorkspace(options, async ({ store }) => {
        const kept = await requireNamed(store, ENSEMBLE, name, 'ensemble');
        if (options.json) printJson(ensembleDocument(kept, await requireDataset(store, kept.datasetId)));
        else printResult(ensembleReport(kept));
      }),
    );
  subcommand(ensemble, 'export', 'write held-out probabilities of its samples to a file, in their order')
    .argument('<ensemble>', 'id, or name where one dataset alone has it')
    .requiredOption('--out <file>', 'a .npy file: float32, a row a sample, a column a class')
    .addOption(jsonOption())
    .action((name: string, { out, ...options }: JsonOptions & { out: string }) =>
      withWorkspace(options, async ({ store, blobs }) => {
        formatOf(out, ['npy']);
        const kept = await requireNamed(store, ENSEMBLE, name, 'ensemble');
        await writeFileOf(out, Readable.from([await blobs.get(kept.sha256)], { objectMode: false }));
        if (options.json) printJson({ file: out, samples: kept.result.samples });
        else printResult(`Wrote the probabilities of ${String(kept.result.samples)} samples to ${out}.`);
      }),
    );
  subcommand(ensemble, 'delete', 'delete an ensemble, and none of its models')
    .argument('<ensemble>', 'id, or name where one dataset alone has it')
    .addOption(jsonOption())
    .action((name: string, options: JsonOptions) =>
      withWorkspace(options, async (workspace) => {
        const deleted = await deleteWithBlob(workspace, ENSEMBLE, name);
        if (options.json) printJson({ deleted: deleted.id });
        else printResult(`The ensemble "${deleted.name}" is deleted.`);
      }),
    );
}
