import { parentPort, workerData } from 'node:worker_threads';
import { InputFailure } from '../domain/failure.js';
import type { Matrix } from '../domain/matrix.js';
import type { PredictedDataset, PredictionSelection } from '../domain/predictions.js';
import { modelQuality, type ModelQuality } from '../estimation/own-models/model-quality.js';
import { sampleScores } from '../estimation/own-models/sample-scores.js';
import { readPredictions } from '../ingest/read-predictions.js';

/** What the thread is given. */
export interface PredictionsTask {
  readonly path: string;
  readonly selection: PredictionSelection;
  readonly dataset: Omit<PredictedDataset, 'sampleIds'>;
  /** The sample ids as JSON of lists one after the other; null where rows are not matched by id. */
  readonly idLists: readonly string[] | null;
  /** `[N]` */
  readonly classIndex: Int32Array;
}

/** Predictions that passed every check. */
export interface CheckedPredictions {
  /** `[N, C]` natural log-probabilities, float32. */
  readonly matrix: Matrix;
  readonly quality: ModelQuality;
}

/** What it answers; a failure is told by its parts, as of `ImportAnswer`. */
export type PredictionsAnswer =
  | { readonly checked: CheckedPredictions }
  | { readonly failure: Pick<InputFailure, 'code' | 'message' | 'field'> };

const { path, selection, dataset, idLists, classIndex } = workerData as PredictionsTask;
try {
  const sampleIds = idLists && idLists.flatMap((list) => JSON.parse(list) as string[]);
  const matrix = await readPredictions(path, selection, { ...dataset, sampleIds });
  const [quality] = modelQuality(sampleScores(matrix, classIndex));
  const answer: PredictionsAnswer = { checked: { matrix, quality: quality! } };
  parentPort!.postMessage(answer, [matrix.data.buffer as ArrayBuffer]);
} catch (error) {
  if (!(error instanceof InputFailure)) throw error;
  const { code, message, field } = error;
  parentPort!.postMessage({ failure: { code, message, field } } satisfies PredictionsAnswer);
}
