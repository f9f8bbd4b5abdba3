import type { BlobStore } from '../src/features/blob-store.type.js';
import type { EstimationConfig } from '../src/estimation/config.js';
import type { RunFeatures } from '../src/estimation/model-step.js';
import { decodeMatrix } from '../src/ingest/npy.js';
import { classIndexOf, datasetsById, type DatasetRecord } from '../src/store/datasets.js';
import type { Store } from '../src/store/open-store.js';
import { estimationConfigSchema } from '../src/store/run-config.js';
import { findRun } from '../src/store/runs.js';

/** Everything the steps of a run read, its arrays on memory that threads share. */
export interface RunInputs {
  readonly runId: string;
  readonly config: EstimationConfig;
  readonly seed: number;
  readonly features: RunFeatures;
}

/** @throws BlobMissing when a modality's features are gone */
export async function loadRunInputs(store: Store, blobs: BlobStore, runId: string): Promise<RunInputs> {
  const run = await findRun(store, runId);
  const [dataset] = run ? await datasetsById(store, [run.datasetId]) : [];
  if (!run || !dataset) throw new Error(`the run ${runId} was deleted while it was being started`);
  const featuresAt = async (position: number): Promise<RunFeatures['first']> =>
    decodeMatrix(await blobs.get(modalityAt(dataset, position).featureSha256));
  return {
    runId,
    config: estimationConfigSchema.parse(run.config),
    seed: run.seed,
    features: {
      first: await featuresAt(run.firstModality),
      second: await featuresAt(run.secondModality),
      classIndex: await classIndexOf(store, dataset),
      classes: dataset.classes.length,
    },
  };
}

function modalityAt(dataset: DatasetRecord, position: number): DatasetRecord['modalities'][number] {
  const modality = dataset.modalities[position];
  if (!modality) throw new Error(`the dataset ${dataset.id} has no modality at position ${position}`);
  return modality;
}
