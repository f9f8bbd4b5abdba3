import { parentPort, workerData } from 'node:worker_threads';
import { InputFailure } from '../domain/failure.js';
import type { ArraySelection } from '../ingest/array-selection.js';
import { prepareImport, type PreparedImport } from './prepare-import.js';

/** What the thread is given. */
export interface ImportTask {
  readonly path: string;
  readonly selection: ArraySelection;
}

/** What it answers: classes do not survive the way between threads, and so a failure is told by its parts. */
export type ImportAnswer =
  | { readonly prepared: PreparedImport }
  | { readonly failure: Pick<InputFailure, 'code' | 'message' | 'field'> };

const { path, selection } = workerData as ImportTask;
try {
  const prepared = await prepareImport(path, selection);
  parentPort!.postMessage({ prepared } satisfies ImportAnswer, buffersOf(prepared));
} catch (error) {
  if (!(error instanceof InputFailure)) throw error;
  const { code, message, field } = error;
  parentPort!.postMessage({ failure: { code, message, field } } satisfies ImportAnswer);
}

/** Moved rather than copied. */
function buffersOf({
  modalities,
  classScores,
  classIndex,
  sampleIds,
  splits,
}: PreparedImport): ArrayBuffer[] {
  const arrays = [
    ...[...modalities, ...classScores].map(({ matrix }) => matrix.data),
    classIndex,
    ...[sampleIds, splits].flatMap((texts) => (texts ? [texts.bytes, texts.ends] : [])),
  ];
  return arrays.map(({ buffer }) => buffer).filter((buffer) => buffer instanceof ArrayBuffer);
}
