import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputFailure } from '../domain/failure.js';
import type { DatasetRecord } from '../store/datasets.js';
import { importDataset } from './import-dataset.js';
import type { Workspace } from './workspace.js';

/** A file sent by a client, and what its arrays or columns mean. */
export interface ContentRequest {
  readonly name: string;
  readonly fileName: string;
  readonly content: Uint8Array;
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
  // The name becomes part of a path, and the readers reach files beside it: a name is all it may be.
  if (!/^[\w][\w .()-]{0,99}\.(npz|csv|tsv)$/i.test(request.fileName)) {
    throw new InputFailure(
      'BAD_FILE_NAME',
      'fileName must be a plain name ending in .npz, .csv or .tsv, of letters, digits, spaces, and _ . - ( ).',
      'fileName',
    );
  }
  const folder = await mkdtemp(join(tmpdir(), 'interlens-import-'));
  try {
    const path = join(folder, request.fileName);
    await writeFile(path, request.content);
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
  } catch (error) {
    if (!(error instanceof InputFailure)) throw error;
    // The client knows its file by its name, and must not learn this machine's folders.
    throw new InputFailure(
      error.code,
      error.message.replaceAll(`${folder}/`, ''),
      error.field === null ? null : fieldOf(error.field),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The field of the request that the reader's name for it stands for. */
function fieldOf(field: string): string {
  if (field === 'file') return 'content';
  if (field.startsWith('log-probabilities')) return 'logProbabilities';
  return field.startsWith('modality') ? 'modalities' : field;
}
