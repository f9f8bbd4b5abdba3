import { InputFailure } from '../../domain/failure.js';
import { presentationFor, type MethodName } from '../../domain/interaction-filter.js';
import type { EnsembleOptions } from '../../ensemble/select-ensemble.js';
import { classIndexOf, type DatasetRecord } from '../../store/datasets.js';
import type { EnsembleSettings } from '../../store/ensembles/ensemble-settings.type.js';
import { insertEnsemble, type EnsembleRecord } from '../../store/ensembles/ensembles.js';
import { dominantStrata } from '../../store/interactions/dominant-strata.js';
import type { ModelRecord } from '../../store/models.js';
import type { RunRecord } from '../../store/runs.js';
import { readSampleIndices } from '../../store/subsets/subset-samples.js';
import type { SubsetRecord } from '../../store/subsets/subsets.js';
import { answerOfThread } from '../answer-of-thread.js';
import { requireCompleted } from '../export-interactions.js';
import { keepWithBlob } from '../kept-with-blob.js';
import { checkName, requireFreeName } from '../named.js';
import type { Workspace } from '../workspace.js';
import { ENSEMBLE } from './ensemble-kind.js';
import type { SelectionAnswer, SelectionTask } from './selection-thread.js';

export interface EnsembleRequest {
  /** Unique within the dataset. */
  readonly name: string;
  readonly dataset: DatasetRecord;
  readonly models: readonly ModelRecord[];
  /** Whose samples count; null for all. */
  readonly subset: SubsetRecord | null;
  /** What strata are taken from, which `interaction-aware` needs. */
  readonly strata: {
    readonly run: RunRecord;
    readonly method: MethodName;
    readonly adjusted: boolean;
  } | null;
  readonly options: EnsembleOptions;
}

/** Of all models together: 2 GB. */
const MOST_PROBABILITIES = 2 ** 29;
const MOST_ROUNDS = 1_000;
const MOST_FOLDS = 50;

/**
 * Selects an ensemble on a thread of its own, and keeps it with the probabilities of samples it was not fitted to.
 *
 * @throws InputFailure BAD_NAME, NAME_TAKEN, BAD_ENSEMBLE, BAD_FOLDS, BAD_ROUNDS, RUN_NOT_COMPLETE
 */
export async function saveEnsemble(workspace: Workspace, request: EnsembleRequest): Promise<EnsembleRecord> {
  const { store, blobs } = workspace;
  const { name, dataset, models, subset, options } = request;
  checkName(ENSEMBLE, name);
  checkRequest(request);
  await requireFreeName(store, ENSEMBLE, name, dataset);
  const task: SelectionTask = {
    models: await Promise.all(
      models.map(async (model) => ({ id: model.id, name: model.name, blob: await blobs.get(model.sha256) })),
    ),
    classes: dataset.classes.length,
    classIndex: await classIndexOf(store, dataset),
    strata: await strataOf(workspace, request),
    samples: subset && (await readSampleIndices(store, subset)),
    options,
  };
  const answer = await answerOfThread<SelectionAnswer>('src/actions/ensembles/selection-thread.js', task);
  if ('failure' in answer) {
    const { code, message, field } = answer.failure;
    throw new InputFailure(code, message, field);
  }
  const { result, probabilities } = answer;
  const rows = result.samples;
  const matrix = { rows, columns: probabilities.length / rows, data: probabilities };
  return keepWithBlob(workspace, matrix, async (sha256) => {
    const kept = await insertEnsemble(store, {
      name,
      datasetId: dataset.id,
      runId: request.strata?.run.id ?? null,
      subsetId: subset?.id ?? null,
      settings: settingsOf(request),
      result,
      sha256,
    });
    if (kept) return kept;
    await requireFreeName(store, ENSEMBLE, name, dataset);
    throw new Error(`the ensemble "${name}" could not be kept`);
  });
}

function checkRequest({ dataset, models, subset, strata, options }: EnsembleRequest): void {
  const bad = (message: string, field: string): InputFailure =>
    new InputFailure('BAD_ENSEMBLE', message, field);
  if (new Set(models.map(({ id }) => id)).size < models.length)
    throw bad('A model is named twice: each can be selected any number of times as it is.', 'models');
  const stranger = models.find(({ datasetId }) => datasetId !== dataset.id);
  if (stranger) throw bad(`The model "${stranger.name}" predicts another dataset than "${dataset.name}".`, 'models'); // prettier-ignore
  if (subset && subset.datasetId !== dataset.id)
    throw bad(`The subset "${subset.name}" is of another dataset than "${dataset.name}".`, 'subset');
  if (strata && strata.run.datasetId !== dataset.id)
    throw bad(`The run ${strata.run.id} is of another dataset than "${dataset.name}".`, 'runId');
  if (strata) requireCompleted(strata.run);
  if (options.method === 'interaction-aware' && !strata)
    throw bad('An interaction-aware ensemble needs a run, whose interactions tell samples apart.', 'runId');
  const probabilities = models.length * dataset.sampleCount * dataset.classes.length;
  if (probabilities > MOST_PROBABILITIES)
    throw bad(`The ${String(models.length)} models hold ${String(probabilities)} probabilities, of which ${String(MOST_PROBABILITIES)} can be read at once: select from fewer models.`, 'models'); // prettier-ignore
  const { folds, rounds, seed } = options;
  if (folds < 2 || folds > MOST_FOLDS)
    throw new InputFailure('BAD_FOLDS', `folds must be from 2 to ${String(MOST_FOLDS)}, got ${String(folds)}.`, 'folds'); // prettier-ignore
  if (rounds < 1 || rounds > MOST_ROUNDS)
    throw new InputFailure('BAD_ROUNDS', `rounds must be from 1 to ${String(MOST_ROUNDS)}, got ${String(rounds)}.`, 'rounds'); // prettier-ignore
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw bad(`seed must be a whole number of 0 or more, got ${String(seed)}.`, 'seed');
}

async function strataOf({ store }: Workspace, { dataset, strata }: EnsembleRequest): Promise<Int32Array> {
  if (!strata) return new Int32Array(dataset.sampleCount).fill(-1);
  const { run, method, adjusted } = strata;
  const presentation = presentationFor(run, { method, adjusted });
  return dominantStrata(store, { run, dataset, filter: {}, presentation });
}

function settingsOf({ models, strata, options }: EnsembleRequest): EnsembleSettings {
  return {
    ...options,
    models: models.map(({ id, name }) => ({ id, name })),
    strata: strata && { runId: strata.run.id, method: strata.method, adjusted: strata.adjusted },
  };
}
