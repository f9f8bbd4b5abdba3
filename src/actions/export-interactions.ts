import { InputFailure } from '../domain/failure.js';
import type { Presentation } from '../domain/interaction-filter.js';
import { evidence } from '../estimation/decomposition.js';
import { requireDatasetOf } from './require-dataset.js';
import type { OrderPosition } from '../store/interactions/interaction-order.js';
import { interactionPage, positionOf, type InteractionRow } from '../store/interactions/interaction-page.js';
import type { RunRecord } from '../store/runs.js';
import type { Workspace } from './workspace.js';

/** A record's components by the evidence rule, nats; null where a value the rule uses is. */
interface EvidenceComponents {
  readonly evidenceR: number | null;
  readonly evidenceU1: number | null;
  readonly evidenceU2: number | null;
  readonly evidenceS: number | null;
}

/** One exported record: raw values in nats; `r`, `u1`, `u2`, `s` and `dominant` are LSMI's. */
export interface ExportedInteraction extends Omit<InteractionRow, 'classIndex'>, EvidenceComponents {
  readonly label: string;
}

const RAW: Presentation = { method: 'lsmi', scale: 1, offset: 0 };

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
  const selection = { run, dataset, filter: {}, presentation: RAW };
  for (let from: OrderPosition | null = null; ;) {
    const page = await interactionPage(store, selection, { order, size: BATCH, from, backwards: false });
    for (const { classIndex, ...row } of page.rows) {
      yield { ...row, ...evidenceOf(row), label: dataset.classes[classIndex]!.label };
    }
    const last = page.rows.at(-1);
    if (!page.hasMore || !last) return;
    from = positionOf(last, order);
  }
}

function evidenceOf({ i1, i2, i12, h1, h2 }: Omit<InteractionRow, 'classIndex'>): EvidenceComponents {
  if (i1 === null || i2 === null) {
    return { evidenceR: null, evidenceU1: null, evidenceU2: null, evidenceS: null };
  }
  const { r, u1, u2, s } = evidence({ i1, i2, i12: i12 ?? NaN, h1: h1 ?? NaN, h2: h2 ?? NaN });
  return { evidenceR: r, evidenceU1: u1, evidenceU2: u2, evidenceS: i12 === null ? null : s };
}
