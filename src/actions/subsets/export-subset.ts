import { Readable } from 'node:stream';
import { integersAsNpy } from '../../ingest/npy.js';
import { ROW_FORMATS } from '../../store/copy/send-rows.js';
import type { DatasetRecord } from '../../store/datasets.js';
import type { Store } from '../../store/open-store.js';
import { readSampleIndices, sendSubset } from '../../store/subsets/subset-samples.js';
import type { SubsetRecord } from '../../store/subsets/subsets.js';

export const SUBSET_FORMATS = [...ROW_FORMATS, 'npy'] as const;
/** A row a sample, with its index, id, label and split; or the indices alone, `[sampleCount]` int32. */
export type SubsetFormat = (typeof SUBSET_FORMATS)[number];

/** A subset's samples as a file, in its order. @throws InputFailure TOO_MANY_EXPORTS */
export async function exportSubset(
  store: Store,
  subset: SubsetRecord,
  dataset: DatasetRecord,
  format: SubsetFormat,
): Promise<Readable> {
  if (format !== 'npy') return sendSubset(store, subset, dataset, format);
  return Readable.from(integersAsNpy(await readSampleIndices(store, subset)), { objectMode: false });
}
