import type { Readable } from 'node:stream';
import { InputFailure } from '../domain/failure.js';
import type { Presentation } from '../domain/interaction-filter.js';
import { sendCsv, sendNdjson } from '../store/interactions/interaction-columns.js';
import { COLUMN_NAMES, evidenceColumns, shownColumns } from '../store/interactions/shown-columns.js';
import type { RunRecord } from '../store/runs.js';
import { requireDatasetOf } from './require-dataset.js';
import type { Workspace } from './workspace.js';

const FORMATS = { csv: sendCsv, ndjson: sendNdjson } as const;
export type ExportFormat = keyof typeof FORMATS;

export interface ExportedInteractions {
  readonly rows: Readable;
  readonly count: number;
}

const RAW: Presentation = { method: 'lsmi', scale: 1, offset: 0 };

/**
 * All records of a completed run by sample index, raw and in nats: `r`, `u1`, `u2`, `s` and `dominant` by LSMI,
 * `evidenceR` … by the evidence rule.
 *
 * @throws InputFailure RUN_NOT_COMPLETE
 */
export async function exportInteractions(
  { store }: Workspace,
  run: RunRecord,
  format: ExportFormat,
): Promise<ExportedInteractions> {
  requireCompleted(run);
  const dataset = await requireDatasetOf(store, run);
  const selection = { run, dataset, filter: {}, presentation: RAW };
  const columns = shownColumns(COLUMN_NAMES, selection);
  columns.splice(
    columns.findIndex(({ name }) => name === 'i1'),
    0,
    ...evidenceColumns(),
  );
  const order = { by: 'sampleIndex', descending: false } as const;
  const rows = await FORMATS[format](store, selection, columns, { order, limit: null, from: null });
  return { rows, count: dataset.sampleCount };
}

/** @throws InputFailure RUN_NOT_COMPLETE */
export function requireCompleted(run: RunRecord): void {
  if (run.status === 'COMPLETED') return;
  throw new InputFailure(
    'RUN_NOT_COMPLETE',
    `The run ${run.id} is ${run.status.toLowerCase()}: only completed runs have records.`,
    'run',
  );
}
