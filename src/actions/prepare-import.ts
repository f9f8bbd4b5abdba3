import { createHash } from 'node:crypto';
import type { LabelledDataset } from '../domain/labelled-dataset.js';
import { packTexts, type PackedTexts } from '../domain/packed-texts.js';
import { discreteLimit, findDistinctRows } from '../estimation/distinct-rows.js';
import type { ArraySelection } from '../ingest/array-selection.js';
import { npyParts } from '../ingest/npy.js';
import { readDataset } from '../ingest/read-dataset.js';
import type { Matrix } from '../domain/matrix.js';
import type { NewClassScores, NewModality } from '../store/datasets.js';

/** A dataset that passed every check, with all that takes computing to store it. */
export interface PreparedImport {
  /** Of everything imported. */
  readonly sha256: string;
  readonly modalities: readonly (Pick<NewModality, 'name' | 'kind'> & { readonly matrix: Matrix })[];
  readonly classScores: LabelledDataset['classScores'];
  readonly classes: readonly string[];
  readonly classIndex: Int32Array;
  readonly sampleIds: PackedTexts;
  readonly splits: PackedTexts | null;
  readonly droppedRows: number;
}

/** @throws InputFailure of the reader */
export async function prepareImport(path: string, selection: ArraySelection): Promise<PreparedImport> {
  const data = await readDataset(path, selection);
  const { classes, classIndex, sampleIds, splits, droppedRows, classScores } = data;
  const modalities = data.modalities.map(({ name, matrix }) => ({ name, kind: kindOf(matrix), matrix }));
  return {
    sha256: contentAddress(data),
    modalities,
    classScores,
    classes,
    classIndex,
    sampleIds: packTexts(sampleIds),
    splits: splits && packTexts(splits),
    droppedRows,
  };
}

function kindOf(matrix: Matrix): NewModality['kind'] {
  return findDistinctRows(matrix, discreteLimit(matrix.rows)) ? 'DISCRETE' : 'CONTINUOUS';
}

/** sha256 over everything imported; texts are written with their lengths, so no two contents run together. */
function contentAddress(data: LabelledDataset): string {
  const hash = createHash('sha256');
  const text = (value: string): void => {
    hash.update(`${Buffer.byteLength(value)}:`).update(value);
  };
  for (const { name, matrix } of data.modalities) [name, matrixAddress(matrix)].forEach(text);
  data.classes.forEach(text);
  hash.update(`${data.classIndex.join(',')};`);
  data.sampleIds.forEach(text);
  data.splits?.forEach(text);
  // A dataset without scores keeps the address it had before there were any.
  for (const { scored, matrix } of inOrder(data.classScores)) {
    hash.update(`scores ${scored.first} ${scored.second} ${matrixAddress(matrix)};`);
  }
  return hash.digest('hex');
}

/** Of the blob it becomes. */
function matrixAddress(matrix: Matrix): NewClassScores['sha256'] {
  const hash = createHash('sha256');
  for (const part of npyParts(matrix)) {
    // Node refuses to hash 2 GiB at once.
    for (let start = 0; start < part.length; start += CHUNK_BYTES) {
      hash.update(part.subarray(start, start + CHUNK_BYTES));
    }
  }
  return hash.digest('hex');
}

const CHUNK_BYTES = 64 * 1024 * 1024;

/** By position, so that the order of the options does not make another dataset. */
function inOrder(classScores: LabelledDataset['classScores']): LabelledDataset['classScores'] {
  return [...classScores].sort(({ scored: a }, { scored: b }) => a.first - b.first || a.second - b.second);
}
