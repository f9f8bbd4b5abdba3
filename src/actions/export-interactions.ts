import { InputFailure } from '../domain/failure.js';
import { requireDatasetOf } from './require-dataset.js';
import { cursorOf, interactionPage, type InteractionRow } from '../store/interaction-page.js';
import type { RunRecord } from '../store/runs.js';
import type { Workspace } from './workspace.js';

/** One exported record: raw values in nats. */
export interface ExportedInteraction extends Omit<InteractionRow, 'classIndex'> {
  readonly label: string;
}

/** Records read at a time. */
const BATCH = 5_000;

/**
 * All records of a completed run by sample index, read in pages.
 *
 * @throws InputFailure RUN_NOT_COMPLETE
 */
export async function* exportInteractions(
  { store }: Workspace,
  run: RunRecord,
): AsyncGenerator<ExportedInteraction> {
  if (run.status !== 'COMPLETED') {
    throw new InputFailure(
      'RUN_NOT_COMPLETE',
      `The run ${run.id} is ${run.status.toLowerCase()}: only completed runs can be exported.`,
      'run',
    );
  }
  const dataset = await requireDatasetOf(store, run);
  const order = { by: 'sampleIndex', descending: false } as const;
  for (let after: string | null = null; ;) {
    const page = await interactionPage(store, run, dataset, {
      filter: {},
      order,
      presentation: { scale: 1, offset: 0 },
      first: BATCH,
      after,
    });
    for (const { classIndex, ...row } of page.rows) {
      yield { ...row, label: dataset.classes[classIndex]!.label };
    }
    const last = page.rows.at(-1);
    if (!page.hasNextPage || !last) return;
    after = cursorOf(last, run.id, order);
  }
}
