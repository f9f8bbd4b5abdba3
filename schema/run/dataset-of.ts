import type { DatasetRecord } from '../../src/store/datasets.js';
import type { RunRecord } from '../../src/store/runs.js';
import type { GraphContext } from '../context.js';

/** The dataset of a run, or of what was made from one; read once an operation however many of its fields need it. */
export async function datasetOf(
  { id, datasetId }: Pick<RunRecord, 'id' | 'datasetId'>,
  { datasets }: GraphContext,
): Promise<DatasetRecord> {
  const dataset = await datasets.load(datasetId);
  if (!dataset) throw new Error(`the dataset of ${id} was deleted while it was read`);
  return dataset;
}
