import { RecentlyUsed } from '../domain/recently-used.js';
import { datasetsById, type DatasetRecord } from './datasets.js';
import type { Store } from './open-store.js';

const MOST_KNOWN = 64;

/** Reads datasets that are there, as the dataset of a run is. */
export interface KnownDatasets {
  /** In the order asked for; null for those that are not there. */
  byId(ids: readonly string[]): Promise<(DatasetRecord | null)[]>;
}

/** Those read last are kept: a dataset never changes, and goes only with all its runs. */
export function knownDatasets(store: Store): KnownDatasets {
  const known = new RecentlyUsed<string, DatasetRecord>(MOST_KNOWN);
  return {
    async byId(ids) {
      const datasets = ids.map((id) => known.get(id) ?? null);
      const unknown = ids.filter((_, index) => datasets[index] === null);
      const read = unknown.length === 0 ? [] : await datasetsById(store, unknown);
      for (const dataset of read) if (dataset) known.set(dataset.id, dataset);
      return datasets.map((dataset) => dataset ?? read.shift() ?? null);
    },
  };
}
