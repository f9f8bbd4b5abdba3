import { deleteModelRow, findModel, modelsNamed, type ModelRecord } from '../store/models.js';
import type { Store } from '../store/open-store.js';
import { requireNamed, type NamedKind } from './named.js';

export const MODEL: NamedKind<ModelRecord> = {
  what: 'model',
  code: 'MODEL',
  find: findModel,
  named: modelsNamed,
  remove: deleteModelRow,
};

/** @throws InputFailure MODEL_NOT_FOUND, AMBIGUOUS_NAME */
export function requireModel(store: Store, idOrName: string, field = 'id'): Promise<ModelRecord> {
  return requireNamed(store, MODEL, idOrName, field);
}
