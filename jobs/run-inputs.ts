import type { BlobStore } from '../src/features/blob-store.type.js';
import type { EstimationConfig } from '../src/estimation/config.js';
import type { RunFeatures } from '../src/estimation/run-features.js';
import type { Subject } from '../src/estimation/steps.js';
import { decodeMatrix } from '../src/ingest/npy.js';
import { classIndexOf, datasetsById, type DatasetRecord } from '../src/store/datasets.js';
import type { Store } from '../src/store/open-store.js';
import { estimationConfigSchema } from '../src/store/run-config.js';
import { findRun, type RunRecord } from '../src/store/runs.js';

/** Everything the steps of a run read, its arrays on memory that threads share. */
export interface RunInputs {
  readonly runId: string;
  readonly datasetId: string;
  readonly config: EstimationConfig;
  readonly seed: number;
  readonly features: RunFeatures;
  /** Of the two modalities. */
  readonly names: { readonly first: string; readonly second: string };
  /** `[C]` */
  readonly classLabels: readonly string[];
}

/** @throws BlobMissing when a modality's features or supplied scores are gone */
export async function loadRunInputs(store: Store, blobs: BlobStore, runId: string): Promise<RunInputs> {
  const run = await findRun(store, runId);
  const [dataset] = run ? await datasetsById(store, [run.datasetId]) : [];
  if (!run || !dataset) throw new Error(`the run ${runId} was deleted while it was being started`);
  const featuresAt = async (position: number): Promise<RunFeatures['first']> =>
    decodeMatrix(await blobs.get(modalityAt(dataset, position).featureSha256));
  return {
    runId,
    datasetId: run.datasetId,
    config: estimationConfigSchema.parse(run.config),
    seed: run.seed,
    names: {
      first: modalityAt(dataset, run.firstModality).name,
      second: modalityAt(dataset, run.secondModality).name,
    },
    classLabels: dataset.classes.map(({ label }) => label),
    features: {
      first: await featuresAt(run.firstModality),
      second: await featuresAt(run.secondModality),
      classIndex: await classIndexOf(store, dataset),
      classes: dataset.classes.length,
      supplied: await suppliedFor(blobs, dataset, run),
    },
  };
}

function modalityAt(dataset: DatasetRecord, position: number): DatasetRecord['modalities'][number] {
  const modality = dataset.modalities[position];
  if (!modality) throw new Error(`the dataset ${dataset.id} has no modality at position ${position}`);
  return modality;
}

type Pair = Pick<RunRecord, 'firstModality' | 'secondModality'>;

/** The dataset's supplied scores that speak of the run's pair. */
async function suppliedFor(
  blobs: BlobStore,
  dataset: DatasetRecord,
  pair: Pair,
): Promise<NonNullable<RunFeatures['supplied']>> {
  const supplied: Partial<Record<Subject, RunFeatures['first']>> = {};
  for (const scores of dataset.classScores) {
    const subject = subjectOf(scores, pair);
    if (subject !== null) supplied[subject] = decodeMatrix(await blobs.get(scores.sha256));
  }
  return supplied;
}

/** What a classifier saw, in terms of a run's pair, whichever way round the pair is; null when it saw another. */
function subjectOf(scored: Pair, pair: Pair): Subject | null {
  const { firstModality: first, secondModality: second } = pair;
  if (scored.firstModality === scored.secondModality) {
    if (scored.firstModality === first) return 'first';
    return scored.firstModality === second ? 'second' : null;
  }
  const [low, high] = first < second ? [first, second] : [second, first];
  return scored.firstModality === low && scored.secondModality === high ? 'both' : null;
}
