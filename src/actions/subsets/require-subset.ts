import type { Store } from '../../store/open-store.js';
import { deleteSubset, findSubset, subsetsNamed, type SubsetRecord } from '../../store/subsets/subsets.js';
import { requireNamed, type NamedKind } from '../named.js';

export const SUBSET: NamedKind<SubsetRecord> = {
  what: 'subset',
  code: 'SUBSET',
  find: findSubset,
  named: subsetsNamed,
  remove: deleteSubset,
};

/** @throws InputFailure SUBSET_NOT_FOUND, AMBIGUOUS_NAME */
export function requireSubset(store: Store, idOrName: string, field = 'id'): Promise<SubsetRecord> {
  return requireNamed(store, SUBSET, idOrName, field);
}
