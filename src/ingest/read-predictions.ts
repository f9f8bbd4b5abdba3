import { basename } from 'node:path';
import type { Matrix } from '../domain/matrix.js';
import type { PredictedDataset, PredictionSelection } from '../domain/predictions.js';
import { checkScoreColumns } from './check-score-columns.js';
import { locateFile } from './locate-file.js';
import { toLogProbabilities } from './log-probability-rows.js';
import { matchSamples } from './match-samples.js';
import { openNpyFolder } from './npy-folder.js';
import { openNpz } from './npz.js';
import { readPredictionArrays } from './prediction-arrays.js';
import { readPredictionTable } from './prediction-table.js';
import { quoteText } from './quote-text.js';
import type { RawPredictions } from './raw-predictions.js';
import { failureOf } from './subject.js';

/**
 * Reads a model's predictions of a dataset's samples from an `.npz`, a `.npy`, a `.csv` or a `.tsv`, and returns them
 * only if they pass every check.
 *
 * @returns `[N, C]` natural log-probabilities in the order of the dataset's samples and classes; those of a row add to 1
 *   up to the rounding of float32
 * @throws InputFailure with one of FILE_NOT_FOUND, FILE_UNREADABLE, UNKNOWN_FORMAT, CORRUPT_FILE, EMPTY_FILE,
 *   UNKNOWN_ARRAY, UNSUPPORTED_ARRAY, BAD_VALUE, ROW_COUNT_MISMATCH, MISSING_VALUES, DUPLICATE_ID, SAMPLE_MISMATCH,
 *   NOT_FINITE, BAD_PREDICTIONS; `field` is `file`, `array` or `id`
 */
export async function readPredictions(
  path: string,
  selection: PredictionSelection,
  dataset: PredictedDataset,
): Promise<Matrix> {
  const raw = await readRaw(path, selection, dataset);
  checkScoreColumns(raw.kind, raw, dataset.classes, raw.subject, 'BAD_PREDICTIONS');
  checkFinite(raw);
  const rows =
    raw.id &&
    matchSamples(raw.id, dataset.sampleIds ?? [], dataset.name, raw.rowName, {
      what: `The ${raw.kind} ${quoteText(raw.id.array)} of ${path}`,
      field: 'id',
    });
  toLogProbabilities(selection.kind, raw);
  return inOrder(raw.matrix, rows);
}

async function readRaw(
  path: string,
  selection: PredictionSelection,
  dataset: PredictedDataset,
): Promise<RawPredictions> {
  const located = await locateFile(path);
  if (located.format === 'csv') {
    return readPredictionTable(located.path, located.delimiter, selection, dataset);
  }
  const source = located.format === 'npz' ? await openNpz(located.path) : await openNpyFolder(located.folder);
  try {
    const own = located.format === 'npy' && located.folder !== path ? { array: basename(path) } : {};
    return await readPredictionArrays(source, { ...own, ...selection }, dataset);
  } finally {
    source.close();
  }
}

/** @throws InputFailure NOT_FINITE, or MISSING_VALUES for an empty cell of a table */
function checkFinite({ kind, subject, matrix, rowName, columnName }: RawPredictions): void {
  const { columns, data } = matrix;
  let count = 0;
  let first = -1;
  for (let index = 0; index < data.length; index += 1) {
    if (Number.isFinite(data[index])) continue;
    count += 1;
    if (first < 0) first = index;
  }
  if (first < 0) return;
  const value = data[first]!;
  const isMissing = kind === 'column' && Number.isNaN(value);
  const place = `${rowName(Math.floor(first / columns))} ${columnName(first % columns)}`;
  const advice = value === -Infinity ? ' (clip probabilities of 0 to a small one, such as 1e-12, before taking logarithms)' : ''; // prettier-ignore
  throw failureOf(
    subject,
    isMissing ? 'MISSING_VALUES' : 'NOT_FINITE',
    `has ${count} ${count === 1 ? 'value that is' : 'values that are'} not finite, the first in ${place}: ${isMissing ? 'nothing' : String(value)}; expected finite numbers only${advice}.`,
  );
}

/** @param rows `[N]` the row of each sample; null where they are in order */
function inOrder({ columns, data }: Matrix, rows: Int32Array | null): Matrix {
  if (rows === null) return { rows: data.length / columns, columns, data: Float32Array.from(data) };
  const ordered = new Float32Array(rows.length * columns);
  rows.forEach((row, sample) => {
    ordered.set(data.subarray(row * columns, (row + 1) * columns), sample * columns);
  });
  return { rows: rows.length, columns, data: ordered };
}
