import { COLUMN_NAMES, type InteractionColumns } from '../src/estimation/interaction-columns.js';
import type { KeptResult, ModelStepResult } from '../src/estimation/model-step-result.js';
import { decodeMatrix, encodeNpy, npyParts } from '../src/ingest/npy.js';

/**
 * A model step's scores as the parts of an .npy blob, `[held, columns]`. Scores of trained classifiers are kept in float32: of a
 * million samples, a hundred classes and three candidates they are 1.2 GB a subject as it is, over all folds, and
 * calibration needs no more digits. A user's own are exact, and keep all of theirs.
 */
export function encodeScores({ values, columns, diagnostics }: ModelStepResult): readonly Uint8Array[] {
  const data = columns > 1 && diagnostics['model'] !== 'supplied' ? new Float32Array(values) : values;
  return npyParts({ rows: values.length / columns, columns, data });
}

/** The scores in a blob as they are kept there: a view of its bytes, which threads share. */
export function decodeScores(bytes: Uint8Array<SharedArrayBuffer>): Pick<KeptResult, 'values' | 'columns'> {
  const { columns, data } = decodeMatrix(bytes);
  return { values: data, columns };
}

/** A run's records as an .npy blob, `[9, N]`: one row for each of `COLUMN_NAMES`. */
export function encodeColumns(columns: InteractionColumns): Uint8Array {
  const count = columns.i1.length;
  const data = new Float64Array(COLUMN_NAMES.length * count);
  COLUMN_NAMES.forEach((name, row) => {
    data.set(columns[name], row * count);
  });
  return encodeNpy({ rows: COLUMN_NAMES.length, columns: count, data });
}

export function decodeColumns(bytes: Uint8Array<SharedArrayBuffer>): InteractionColumns {
  const { columns: count, data } = decodeMatrix(bytes);
  const shared = sharedFloat64(data);
  return Object.fromEntries(
    COLUMN_NAMES.map((name, row) => [name, shared.subarray(row * count, (row + 1) * count)]),
  ) as InteractionColumns;
}

function sharedFloat64(data: Float32Array | Float64Array): Float64Array {
  if (data instanceof Float64Array && data.buffer instanceof SharedArrayBuffer) return data;
  const shared = new Float64Array(new SharedArrayBuffer(data.length * Float64Array.BYTES_PER_ELEMENT));
  shared.set(data);
  return shared;
}
