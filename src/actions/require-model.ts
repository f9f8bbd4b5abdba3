import { InputFailure } from '../domain/failure.js';
import { isPlainText } from '../domain/plain-text.js';
import { findModel, findModelsNamed, type ModelRecord } from '../store/models.js';
import type { Store } from '../store/open-store.js';

/**
 * The model of this id or, where just one dataset has a model of it, this name.
 *
 * @throws InputFailure MODEL_NOT_FOUND, AMBIGUOUS_NAME
 */
export async function requireModel(store: Store, idOrName: string): Promise<ModelRecord> {
  const byId = await findModel(store, idOrName);
  if (byId) return byId;
  const [model, another] = isPlainText(idOrName) ? await findModelsNamed(store, idOrName) : [];
  if (another) {
    throw new InputFailure(
      'AMBIGUOUS_NAME',
      `Several datasets have a model named "${idOrName}": name it by its id.`,
      'id',
    );
  }
  if (model) return model;
  throw new InputFailure('MODEL_NOT_FOUND', `There is no model "${idOrName}".`, 'id');
}
