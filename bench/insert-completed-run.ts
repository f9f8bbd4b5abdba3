import type { Store } from '../src/store/open-store.js';
import { keepSummaries, summarizeInteractions } from '../src/store/interactions/run-summaries.js';
import { writeInteractions, type RunInteractions } from '../src/store/interactions/write-interactions.js';
import { findRun, type RunRecord } from '../src/store/runs.js';
import { insertEmptyRun } from './insert-empty-run.js';

/** A run that is complete with these records, which no estimation has made. */
export async function insertCompletedRun(
  store: Store,
  datasetId: string,
  records: RunInteractions,
  adjustmentOffset = 0,
): Promise<RunRecord> {
  const id = await insertEmptyRun(store, datasetId);
  await writeInteractions(store, id, records);
  const summaries = await summarizeInteractions(store, { id, datasetId }, adjustmentOffset);
  await store.prisma.$transaction((transaction) => keepSummaries(transaction, id, summaries));
  await store.prisma.estimationRun.update({
    where: { id },
    data: { status: 'COMPLETED', progress: 1, adjustmentOffset, adjustmentRule: 'bench' },
  });
  return (await findRun(store, id))!;
}
