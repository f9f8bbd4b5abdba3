import { InputFailure } from '../domain/failure.js';
import { datasetsById, findDataset, type DatasetRecord } from '../store/datasets.js';
import type { Store } from '../store/open-store.js';
import type { RunRecord } from '../store/runs.js';

/**
 * @param field the caller's name for the argument
 * @throws InputFailure DATASET_NOT_FOUND
 */
export async function requireDataset(
  store: Store,
  idOrName: string,
  field = 'dataset',
): Promise<DatasetRecord> {
  const dataset = await findDataset(store, idOrName);
  if (!dataset) {
    throw new InputFailure('DATASET_NOT_FOUND', `There is no dataset "${idOrName}".`, field);
  }
  return dataset;
}

/** A run's dataset; that it is gone can only be a deletion in this very moment. */
export async function requireDatasetOf(store: Store, run: RunRecord): Promise<DatasetRecord> {
  const [dataset] = await datasetsById(store, [run.datasetId]);
  if (!dataset) throw new Error(`the dataset of run ${run.id} was deleted while it was read`);
  return dataset;
}
