import type { PredictedDataset, PredictionSelection } from '../domain/predictions.js';
import type { ArraySource } from './array-source.js';
import { checkPredictionRows } from './check-prediction-rows.js';
import { checkMemory, openArray, readNumbers, readTexts } from './open-array.js';
import { quoteText } from './quote-text.js';
import type { RawPredictions } from './raw-predictions.js';
import { failureOf } from './subject.js';

/**
 * Reads predictions, and the ids of their rows where asked for, from an archive or folder. How many rows there are is
 * checked before any is read.
 *
 * @throws InputFailure UNKNOWN_ARRAY, UNSUPPORTED_ARRAY, ROW_COUNT_MISMATCH, CORRUPT_FILE, FILE_UNREADABLE, BAD_VALUE
 */
export async function readPredictionArrays(
  source: ArraySource,
  { array: given, id: idArray }: PredictionSelection,
  dataset: PredictedDataset,
): Promise<RawPredictions> {
  const array = given ?? onlyArray(source, idArray);
  const scores = await openArray(source, array, 'array', true);
  const id = idArray === undefined ? null : await openArray(source, idArray, 'id', false);
  if (id && id.rows !== scores.rows) {
    throw failureOf(
      id.subject,
      'ROW_COUNT_MISMATCH',
      `has ${id.rows} rows but the array ${quoteText(array)} has ${scores.rows}; expected one id for each row.`,
    );
  }
  if (!id) checkPredictionRows(scores.rows, dataset, scores.subject);
  checkMemory([scores]);
  const { matrix, columnName } = await readNumbers({ ...scores, name: array });
  return {
    kind: 'array',
    subject: scores.subject,
    matrix,
    id: id && (await readTexts(id)),
    rowName: (i) => `row ${i}`,
    columnName,
  };
}

/** The one array that is not the ids. @throws InputFailure UNKNOWN_ARRAY */
function onlyArray({ names, path }: ArraySource, idArray: string | undefined): string {
  const others = names.filter((name) => name !== idArray);
  if (others.length === 1) return others[0]!;
  const listed = others.slice(0, NAMED).map((name) => quoteText(name));
  throw failureOf(
    { what: `The file ${path}`, field: 'array' },
    'UNKNOWN_ARRAY',
    `has ${others.length === 0 ? 'no array of predictions' : `the arrays ${listed.join(', ')}${others.length > NAMED ? ', …' : ''}`}; expected one, or the name of the one that holds the predictions.`,
  );
}

/** How many arrays a message names. */
const NAMED = 20;
