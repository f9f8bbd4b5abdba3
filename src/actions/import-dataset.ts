import { InputFailure } from '../domain/failure.js';
import { isPlainText } from '../domain/plain-text.js';
import type { ArraySelection } from '../ingest/array-selection.js';
import { npyParts } from '../ingest/npy.js';
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
import { prepareInThread } from './prepare-in-thread.js';
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
  const { path, selection } = request;
  const data = await prepareInThread({ path, selection });
  // One import at a time: what a failed one takes back must not be what another is about to name.
  return withImportLock(store, async () => {
    const modalities: NewModality[] = [];
    const classScores: NewClassScores[] = [];
    try {
      for (const { matrix, ...modality } of data.modalities) {
        const featureSha256 = await blobs.put(...npyParts(matrix));
        modalities.push({ ...modality, dimension: matrix.columns, featureSha256 });
      }
      for (const { scored, matrix } of data.classScores) {
        classScores.push({ scored, sha256: await blobs.put(...npyParts(matrix)) });
      }
      const { sha256 } = data;
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
