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
  const known = new Map<string, DatasetRecord>(); // the least recently used first
  return {
    async byId(ids) {
      const unknown = ids.filter((id) => !known.has(id));
      const read = unknown.length === 0 ? [] : await datasetsById(store, unknown);
      const found = new Map(read.flatMap((dataset) => (dataset ? [[dataset.id, dataset] as const] : [])));
      const datasets = ids.map((id) => known.get(id) ?? found.get(id) ?? null);
      for (const dataset of datasets) {
        if (!dataset) continue;
        known.delete(dataset.id);
        known.set(dataset.id, dataset);
      }
      for (const oldest of known.keys()) {
        if (known.size <= MOST_KNOWN) break;
        known.delete(oldest);
      }
      return datasets;
    },
  };
}
