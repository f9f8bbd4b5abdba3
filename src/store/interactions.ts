import type { InteractionColumns } from '../estimation/interaction-columns.js';
import { COLUMN_NAMES, nonFiniteReason } from '../estimation/interaction-columns.js';
import type { RepetitionSpread } from '../estimation/uncertainty/repetition-spread.js';
import { copyRows, uuidBytes } from './binary-copy.js';
import { inTransaction } from './in-transaction.js';
import type { Store } from './open-store.js';

const COMPONENT_NAMES = ['r', 'u1', 'u2', 's'] as const;
const SPREAD_COLUMNS = COMPONENT_NAMES.map((name) => `${name}_spread`);

/** All records of a run, by sample index. */
export interface RunInteractions {
  readonly columns: InteractionColumns;
  /** `[N]` */
  readonly classIndex: Int32Array;
  /** `[N]` the fold of the first repetition. */
  readonly foldOf: Int32Array;
  /** Null where the run has one repetition only. */
  readonly spread: RepetitionSpread | null;
}

/**
 * Writes a run's records, in place of any an earlier attempt left, all or nothing. A value that is not finite
 * becomes null and its record says why.
 */
export function writeInteractions(
  store: Store,
  runId: string,
  { columns, classIndex, foldOf, spread }: RunInteractions,
): Promise<void> {
  const id = uuidBytes(runId);
  return inTransaction(store, async (client) => {
    await client.query('DELETE FROM interactions WHERE run_id = $1', [runId]);
    await copyRows(
      client,
      {
        table: 'interactions',
        columns: [
          'run_id',
          'sample_index',
          'class_index',
          'fold',
          ...COLUMN_NAMES,
          ...SPREAD_COLUMNS,
          'non_finite_reason',
        ],
      },
      classIndex.length,
      (row, fields) => {
        fields.uuid(id);
        fields.int4(row);
        fields.int4(classIndex[row]!);
        fields.int2(foldOf[row]!);
        for (const name of COLUMN_NAMES) fields.finiteFloat8(columns[name][row]!);
        for (const name of COMPONENT_NAMES) fields.finiteFloat8(spread ? spread[name][row]! : NaN);
        fields.text(nonFiniteReason(columns, row));
      },
    );
  });
}
