import type { DatasetRecord } from '../../src/store/datasets.js';
import type { RunRecord } from '../../src/store/runs.js';
import type { GraphContext } from '../context.js';

/** A run's dataset, read once an operation however many of its fields need it. */
export async function datasetOf(run: RunRecord, { datasets }: GraphContext): Promise<DatasetRecord> {
  const dataset = await datasets.load(run.datasetId);
  if (!dataset) throw new Error(`the dataset of run ${run.id} was deleted while it was read`);
  return dataset;
}
