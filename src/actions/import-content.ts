import { InputFailure } from '../domain/failure.js';
import type { DatasetRecord } from '../store/datasets.js';
import { importDataset } from './import-dataset.js';
import { withContent, type SentFile } from './with-content.js';
import type { Workspace } from './workspace.js';

/** A file sent by a client, and what its arrays or columns mean. */
export interface ContentRequest extends SentFile {
  readonly name: string;
  readonly modalities: readonly { readonly name: string; readonly array: string }[];
  /** See `ArraySelection`. */
  readonly logProbabilities?: readonly { readonly subject: string; readonly array: string }[] | null;
  readonly label: string;
  readonly id?: string | null;
  readonly split?: string | null;
  readonly dropMissing: boolean;
}

/**
 * Imports a file that came over the network.
 *
 * @throws InputFailure as `importDataset` does, and BAD_FILE_NAME
 */
export async function importContent(workspace: Workspace, request: ContentRequest): Promise<DatasetRecord> {
  try {
    return await withContent(request, ['npz', 'csv', 'tsv'], async (path) => {
      const { dataset } = await importDataset(workspace, {
        path,
        name: request.name,
        selection: {
          modalities: request.modalities,
          ...(request.logProbabilities != null && { logProbabilities: request.logProbabilities }),
          label: request.label,
          ...(request.id != null && { id: request.id }),
          ...(request.split != null && { split: request.split }),
          missing: request.dropMissing ? 'drop' : 'refuse',
        },
      });
      return dataset;
    });
  } catch (error) {
    if (!(error instanceof InputFailure)) throw error;
    throw new InputFailure(error.code, error.message, error.field === null ? null : fieldOf(error.field));
  }
}

/** The field of the request that the reader's name for it stands for. */
function fieldOf(field: string): string {
  if (field.startsWith('log-probabilities')) return 'logProbabilities';
  return field.startsWith('modality') ? 'modalities' : field;
}
