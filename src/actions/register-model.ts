import { InputFailure } from '../domain/failure.js';
import type { PredictionSelection } from '../domain/predictions.js';
import { classIndexOf, sampleIdLists, type DatasetRecord } from '../store/datasets.js';
import { insertModel, type ModelRecord } from '../store/models.js';
import { answerOfThread } from './answer-of-thread.js';
import type { CheckedPredictions, PredictionsAnswer, PredictionsTask } from './predictions-thread.js';
import { keepWithBlob } from './kept-with-blob.js';
import { checkName, requireFreeName } from './named.js';
import { requireDataset } from './require-dataset.js';
import { MODEL } from './require-model.js';
import type { Workspace } from './workspace.js';

export interface ModelRequest {
  readonly path: string;
  /** Id or name of the dataset whose samples were predicted. */
  readonly dataset: string;
  /** Unique within the dataset. */
  readonly name: string;
  readonly selection: PredictionSelection;
}

/**
 * Reads, checks and stores a model's predictions. Whatever is refused leaves nothing behind.
 *
 * @throws InputFailure of `readPredictions`, DATASET_NOT_FOUND, BAD_NAME, NAME_TAKEN
 */
export async function registerModel(workspace: Workspace, request: ModelRequest): Promise<ModelRecord> {
  const { store } = workspace;
  const name = request.name.trim();
  checkName(MODEL, name);
  const dataset = await requireDataset(store, request.dataset);
  await requireFreeName(store, MODEL, name, dataset);
  const { matrix, quality } = await checkInThread(workspace, dataset, request);
  return keepWithBlob(workspace, matrix, async (sha256) => {
    const inserted = await insertModel(store, {
      datasetId: dataset.id,
      name,
      sha256,
      kind: request.selection.kind,
      accuracy: quality.accuracy,
      logLoss: quality.logLoss,
      calibrationError: quality.calibrationError,
    });
    if (inserted === 'name taken') {
      await requireFreeName(store, MODEL, name, dataset);
      throw new Error(`the model "${name}" could not be kept`);
    }
    if (inserted === 'dataset gone') {
      throw new InputFailure(
        'DATASET_NOT_FOUND',
        `The dataset "${dataset.name}" was deleted meanwhile.`,
        'dataset',
      );
    }
    return inserted;
  });
}

/** @throws InputFailure of the reader */
async function checkInThread(
  { store }: Workspace,
  dataset: DatasetRecord,
  { path, selection }: ModelRequest,
): Promise<CheckedPredictions> {
  const task: PredictionsTask = {
    path,
    selection,
    dataset: {
      name: dataset.name,
      classes: dataset.classes.map(({ label }) => label),
      samples: dataset.sampleCount,
      droppedRows: dataset.droppedRows,
    },
    idLists: selection.id === undefined ? null : await sampleIdLists(store, dataset),
    classIndex: await classIndexOf(store, dataset),
  };
  const answer = await answerOfThread<PredictionsAnswer>('src/actions/predictions-thread.js', task);
  if ('checked' in answer) return answer.checked;
  const { code, message, field } = answer.failure;
  throw new InputFailure(code, message, field);
}
