import { withImportLock } from '../store/import-lock.js';
import { deleteModelRow, type ModelRecord } from '../store/models.js';
import { unreferencedResults } from '../store/retention.js';
import { unreferencedFeatures } from '../store/unreferenced-features.js';
import { requireModel } from './require-model.js';
import type { Workspace } from './workspace.js';

/**
 * Deletes a model and its predictions.
 *
 * @param idOrName see `requireModel`
 * @throws InputFailure MODEL_NOT_FOUND, AMBIGUOUS_NAME
 */
export async function deleteModel({ store, blobs }: Workspace, idOrName: string): Promise<ModelRecord> {
  const model = await requireModel(store, idOrName);
  // No import or registration can be about to name the blob then.
  await withImportLock(store, async () => {
    await deleteModelRow(store, model.id);
    const unused = await unreferencedFeatures(store, await unreferencedResults(store, [model.sha256]));
    for (const address of unused) await blobs.delete(address);
  });
  return model;
}
