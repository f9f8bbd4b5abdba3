import { parentPort, workerData } from 'node:worker_threads';
import { InputFailure } from '../../domain/failure.js';
import { diversityOf } from '../../ensemble/diversity.js';
import type { ModelPredictions } from '../../ensemble/predictions.type.js';
import { selectEnsemble, type EnsembleOptions } from '../../ensemble/select-ensemble.js';
import { decodeMatrix } from '../../ingest/npy.js';
import type { EnsembleResult } from '../../store/ensembles/ensemble-result.type.js';
import { ensembleResult } from './ensemble-result.js';

/** What the thread is given. */
export interface SelectionTask {
  /** Each with its `[N, C]` .npy blob of log-probabilities, which is overwritten. */
  readonly models: readonly { readonly id: string; readonly name: string; readonly blob: Uint8Array }[];
  readonly classes: number;
  /** `[N]` of all of the dataset's samples. */
  readonly classIndex: Int32Array;
  /** `[N]` see `selectEnsemble`. */
  readonly strata: Int32Array;
  /** Indices of the samples that count; null for all. */
  readonly samples: Int32Array | null;
  readonly options: EnsembleOptions;
}

/** What it answers: held-out probabilities `[samples, C]` beside the result, or why there are none. */
export type SelectionAnswer =
  | { readonly result: EnsembleResult; readonly probabilities: Float32Array<ArrayBuffer> }
  | { readonly failure: Pick<InputFailure, 'code' | 'message' | 'field'> };

const { models, classes, classIndex, strata, samples, options } = workerData as SelectionTask;
try {
  const predictions = {
    models: models.map(({ name, blob }): ModelPredictions => ({ name, probabilities: probabilitiesOf(blob) })), // prettier-ignore
    classes,
    labels: ofSamples(classIndex),
  };
  const selection = await selectEnsemble(predictions, ofSamples(strata), options);
  const all = Int32Array.from(predictions.labels, (_, row) => row);
  const result = ensembleResult(selection, diversityOf(predictions, all), models);
  const probabilities = new Float32Array(selection.probabilities);
  parentPort!.postMessage({ result, probabilities } satisfies SelectionAnswer, [probabilities.buffer]);
} catch (error) {
  if (!(error instanceof InputFailure)) throw error;
  const { code, message, field } = error;
  parentPort!.postMessage({ failure: { code, message, field } } satisfies SelectionAnswer);
}

/** Of all samples in place of their logarithms: of twenty models there may be gigabytes. */
function probabilitiesOf(blob: Uint8Array): Float32Array {
  const { data } = decodeMatrix(blob);
  const taken = samples
    ? rowsOf(data, samples)
    : data instanceof Float32Array
      ? data
      : new Float32Array(data);
  for (let at = 0; at < taken.length; at += 1) taken[at] = Math.exp(taken[at]!);
  return taken;
}

function rowsOf(data: Float32Array | Float64Array, rows: Int32Array): Float32Array {
  const taken = new Float32Array(rows.length * classes);
  rows.forEach((row, at) => taken.set(data.subarray(row * classes, (row + 1) * classes), at * classes));
  return taken;
}

function ofSamples(values: Int32Array): Int32Array {
  return samples ? samples.map((sample) => values[sample]!) : values;
}
