import { createHash } from 'node:crypto';
import type { LabelledDataset, ModalityFeatures } from '../domain/labelled-dataset.js';
import { InputFailure } from '../domain/failure.js';
import { isPlainText } from '../domain/plain-text.js';
import { discreteLimit, findDistinctRows } from '../estimation/distinct-rows.js';
import type { ArraySelection } from '../ingest/array-selection.js';
import { encodeNpy } from '../ingest/npy.js';
import { readDataset } from '../ingest/read-dataset.js';
import {
  findDataset,
  insertDataset,
  type DatasetRecord,
  type NewClassScores,
  type NewModality,
} from '../store/datasets.js';
import { withImportLock } from '../store/import-lock.js';
import { isUuid } from '../store/is-uuid.js';
import { unreferencedFeatures } from '../store/unreferenced-features.js';
import type { Workspace } from './workspace.js';

export interface ImportRequest {
  readonly path: string;
  readonly name: string;
  readonly selection: ArraySelection;
}

export interface ImportedDataset {
  readonly dataset: DatasetRecord;
  /** Whether a dataset of this name and exactly this content was there already. */
  readonly alreadyThere: boolean;
}

/**
 * Reads, checks and stores a dataset. A refused file leaves nothing behind; importing the same content under
 * the same name again gives the dataset that is there.
 *
 * @throws InputFailure of the reader, BAD_NAME, NAME_TAKEN (another dataset has the name)
 */
export async function importDataset(workspace: Workspace, request: ImportRequest): Promise<ImportedDataset> {
  const { store, blobs } = workspace;
  const name = checkedName(request.name);
  const data = await readDataset(request.path, request.selection);
  // One import at a time: what a failed one takes back must not be what another is about to name.
  return withImportLock(store, async () => {
    const modalities: NewModality[] = [];
    const classScores: NewClassScores[] = [];
    try {
      for (const modality of data.modalities) {
        modalities.push({
          name: modality.name,
          kind: kindOf(modality),
          dimension: modality.matrix.columns,
          featureSha256: await blobs.put(encodeNpy(modality.matrix)),
        });
      }
      for (const { scored, matrix } of data.classScores) {
        classScores.push({ scored, sha256: await blobs.put(encodeNpy(matrix)) });
      }
      const sha256 = contentAddress(data, modalities, classScores);
      const existing = await findDataset(store, name);
      if (existing?.name === name && existing.sha256 === sha256) {
        return { dataset: existing, alreadyThere: true };
      }
      const id = await insertDataset(store, { name, sha256, modalities, classScores, data });
      return { dataset: (await findDataset(store, id))!, alreadyThere: false };
    } catch (error) {
      const written = [
        ...modalities.map(({ featureSha256 }) => featureSha256),
        ...classScores.map(({ sha256 }) => sha256),
      ];
      for (const sha256 of await unreferencedFeatures(store, written)) await blobs.delete(sha256);
      throw error;
    }
  });
}

const LONGEST_NAME = 200;

function checkedName(name: string): string {
  const trimmed = name.trim();
  const isText = isPlainText(trimmed) && !/\p{Cc}/u.test(trimmed);
  if (trimmed.length === 0 || trimmed.length > LONGEST_NAME || !isText || isUuid(trimmed)) {
    throw new InputFailure(
      'BAD_NAME',
      `A dataset's name must have 1 to ${LONGEST_NAME} characters, none of them a control character, and not look like an id.`,
      'name',
    );
  }
  return trimmed;
}

function kindOf({ matrix }: ModalityFeatures): NewModality['kind'] {
  return findDistinctRows(matrix, discreteLimit(matrix.rows)) ? 'DISCRETE' : 'CONTINUOUS';
}

/** sha256 over everything imported; texts are written with their lengths, so no two contents run together. */
function contentAddress(
  data: LabelledDataset,
  modalities: readonly NewModality[],
  classScores: readonly NewClassScores[],
): string {
  const hash = createHash('sha256');
  const text = (value: string): void => {
    hash.update(`${Buffer.byteLength(value)}:`).update(value);
  };
  for (const { name, featureSha256 } of modalities) [name, featureSha256].forEach(text);
  data.classes.forEach(text);
  hash.update(`${data.classIndex.join(',')};`);
  data.sampleIds.forEach(text);
  data.splits?.forEach(text);
  // A dataset without scores keeps the address it had before there were any.
  for (const { scored, sha256 } of inOrder(classScores)) {
    hash.update(`scores ${scored.first} ${scored.second} ${sha256};`);
  }
  return hash.digest('hex');
}

/** By position, so that the order of the options does not make another dataset. */
function inOrder(classScores: readonly NewClassScores[]): NewClassScores[] {
  return [...classScores].sort(({ scored: a }, { scored: b }) => a.first - b.first || a.second - b.second);
}
