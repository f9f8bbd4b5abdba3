import { datasetsById, type DatasetRecord } from '../../store/datasets.js';
import type { Store } from '../../store/open-store.js';
import { deleteSubset, findSubset, subsetsNamed, type SubsetRecord } from '../../store/subsets/subsets.js';
import { requireNamed, type NamedKind } from '../named.js';
import { badSubset } from './bad-subset.js';

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

/** Subsets that have a dataset in common, and that dataset. */
export interface Siblings {
  readonly subsets: readonly SubsetRecord[];
  readonly dataset: DatasetRecord;
}

/** @throws InputFailure SUBSET_NOT_FOUND, AMBIGUOUS_NAME, BAD_SUBSET */
export async function requireSiblings(
  store: Store,
  names: readonly string[],
  field: string,
): Promise<Siblings> {
  const subsets = await Promise.all(names.map((name) => requireSubset(store, name, field)));
  const [first] = subsets;
  if (!first) throw badSubset('2 to 100 subsets can be combined, got 0.', field);
  const other = subsets.find(({ datasetId }) => datasetId !== first.datasetId);
  if (other) {
    throw badSubset(
      `"${other.name}" is of another dataset than "${first.name}": only samples of one can be combined.`,
      field,
    );
  }
  const [dataset] = await datasetsById(store, [first.datasetId]);
  if (!dataset) throw new Error(`the dataset of subset ${first.id} was deleted while it was read`);
  return { subsets, dataset };
}
