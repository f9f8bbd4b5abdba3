import type { PredictionKind } from '../domain/predictions.js';
import type { ModelRecord } from '../store/models.js';
import { registerModel } from './register-model.js';
import type { Workspace } from './workspace.js';
import { withContent, type SentFile } from './with-content.js';

/** A file of predictions sent by a client, and what is in it. */
export interface ModelContentRequest extends SentFile {
  readonly dataset: string;
  readonly name: string;
  readonly kind: PredictionKind;
  readonly array?: string | null;
  readonly id?: string | null;
}

/**
 * Registers a model whose predictions came over the network.
 *
 * @throws InputFailure as `registerModel` does, and BAD_FILE_NAME
 */
export function registerContent(workspace: Workspace, request: ModelContentRequest): Promise<ModelRecord> {
  const { dataset, name, kind, array, id } = request;
  return withContent(request, ['npz', 'npy', 'csv', 'tsv'], (path) =>
    registerModel(workspace, {
      path,
      dataset,
      name,
      selection: { kind, ...(array != null && { array }), ...(id != null && { id }) },
    }),
  );
}
