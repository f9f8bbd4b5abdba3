import { Option, type Command } from 'commander';
import { assessModel } from '../../actions/assess-model.js';
import { deleteWithBlob } from '../../actions/kept-with-blob.js';
import { assessmentDocument, modelDocument } from '../../actions/model-document.js';
import { registerModel } from '../../actions/register-model.js';
import { requireDataset } from '../../actions/require-dataset.js';
import { MODEL, requireModel } from '../../actions/require-model.js';
import { requireRun } from '../../actions/require-run.js';
import type { UnitName } from '../../actions/run-document.js';
import type { MethodName } from '../../domain/interaction-filter.js';
import { PREDICTION_KINDS, type PredictionKind } from '../../domain/predictions.js';
import { datasetsById, type DatasetRecord } from '../../store/datasets.js';
import { newestModels, type ModelRecord } from '../../store/models.js';
import type { Store } from '../../store/open-store.js';
import { modelReport } from '../model-report.js';
import { jsonOption, methodOption, subcommand, unitOption, wholeNumber } from '../options.js';
import { alignColumns, outputWidth, printJson, printResult } from '../output.js';
import { shownNumber } from '../shown-number.js';
import { withWorkspace, type CommonOptions } from '../with-workspace.js';

interface JsonOptions extends CommonOptions {
  readonly json?: boolean;
}

interface RegisterOptions extends JsonOptions {
  readonly dataset: string;
  readonly name: string;
  readonly kind: string;
  readonly array?: string;
  readonly id?: string;
}

interface ShowOptions extends JsonOptions {
  readonly run?: string;
  readonly method: MethodName;
  readonly unit: UnitName;
  readonly raw?: boolean;
}

/** Models of the user's own, set against runs. */
export function addModel(program: Command): void {
  const model = program
    .command('model')
    .description(
      'register models of your own, and see how good they are where, and what synergy they capture',
    );
  addRegister(model);
  addList(model);
  addShow(model);
  subcommand(model, 'delete', 'delete a model and its predictions')
    .argument('<model>', 'its id, or its name where just one dataset has a model of it')
    .addOption(jsonOption())
    .action((idOrName: string, options: JsonOptions) =>
      withWorkspace(options, async (workspace) => {
        const { id, name } = await deleteWithBlob(workspace, MODEL, idOrName);
        if (options.json) printJson({ deleted: id });
        else printResult(`The model "${name}" is deleted.`);
      }),
    );
}

function addRegister(model: Command): void {
  subcommand(model, 'register', 'check and store a model’s predictions of a dataset')
    .argument('<file>', '.npz, .npy, .csv or .tsv: a row for each sample')
    .requiredOption('--dataset <dataset>', 'id or name of the dataset')
    .requiredOption('--name <name>', 'name of the model, unique within the dataset')
    .option(
      '--array <name>',
      'array of an .npz that has several, columns in the order of the classes; of a table "p_*", where columns are named so and then as the classes (default: as the classes)',
    )
    .addOption(
      new Option('--kind <kind>', 'what the numbers are')
        .choices(PREDICTION_KINDS.map((kind) => kind.toLowerCase().replace('_', '-')))
        .default('probabilities'),
    )
    .option('--id <array>', 'array or column of sample ids to match rows by (default: the dataset’s order)')
    .addOption(jsonOption())
    .action((path: string, { dataset, name, kind, array, id, json, ...options }: RegisterOptions) =>
      withWorkspace(options, async (workspace) => {
        const registered = await registerModel(workspace, {
          path,
          dataset,
          name,
          selection: {
            kind: kind.toUpperCase().replace('-', '_') as PredictionKind,
            ...(array !== undefined && { array }),
            ...(id !== undefined && { id }),
          },
        });
        const document = modelDocument(registered, await datasetOf(workspace.store, registered));
        if (json) printJson({ model: document });
        else printResult(modelReport(document, null, outputWidth()));
      }),
    );
}

function addList(model: Command): void {
  subcommand(model, 'list', 'list models, the newest first')
    .argument('[dataset]', 'only those of this dataset, by id or name')
    .option('--limit <number>', 'at most so many', wholeNumber(1, 1000), 50)
    .addOption(jsonOption())
    .action((name: string | undefined, options: JsonOptions & { limit: number }) =>
      withWorkspace(options, async ({ store }) => {
        const only = name === undefined ? null : await requireDataset(store, name);
        const { rows } = await newestModels(store, only?.id ?? null, options.limit, null);
        const datasets = await datasetsById(store, rows.map(({ datasetId }) => datasetId)); // prettier-ignore
        const models = rows.flatMap((row, at) => (datasets[at] ? [modelDocument(row, datasets[at])] : []));
        if (options.json) {
          printJson({ models });
          return;
        }
        const lines = models.map(({ id, name, dataset, accuracy, logLoss, calibrationError }) => [id, name, dataset, ...[accuracy, logLoss, calibrationError].map(shownNumber)]); // prettier-ignore
        printResult(
          lines.length === 0
            ? 'There are no models. Register one with: interlens model register'
            : alignColumns([['model', 'name', 'dataset', 'accuracy', 'log-loss', 'calibration'], ...lines], 3), // prettier-ignore
        );
      }),
    );
}

function addShow(model: Command): void {
  subcommand(
    model,
    'show',
    'show a model and, with a run, how good it is on which samples and what it captures',
  )
    .argument('<model>', 'its id, or its name where just one dataset has a model of it')
    .option('--run <run>', 'id of a completed run of the same dataset')
    .addOption(methodOption())
    .addOption(unitOption())
    .option('--raw', 'components before the run’s adjustment')
    .addOption(jsonOption())
    .action((id: string, { run: runId, method, unit, raw, json, ...options }: ShowOptions) =>
      withWorkspace(options, async (workspace) => {
        const found = await requireModel(workspace.store, id);
        const document = modelDocument(found, await datasetOf(workspace.store, found));
        const view = { method, adjusted: raw !== true && method === 'lsmi' };
        const run = runId === undefined ? null : await requireRun(workspace.store, runId);
        const assessment =
          run && assessmentDocument(await assessModel(workspace, found, run, view), run.id, view, unit);
        if (json) printJson({ model: document, ...(assessment && { assessment }) });
        else printResult(modelReport(document, assessment, outputWidth()));
      }),
    );
}

async function datasetOf(store: Store, model: ModelRecord): Promise<DatasetRecord> {
  return requireDataset(store, model.datasetId);
}
