import type pg from 'pg';
import { COMPONENT_NAMES } from '../../domain/interaction-filter.js';
import type { InteractionColumns } from '../../estimation/interaction-columns.js';
import { COLUMN_NAMES, nonFiniteReason } from '../../estimation/interaction-columns.js';
import type { RepetitionSpread } from '../../estimation/uncertainty/repetition-spread.js';
import { copyRows, uuidBytes } from '../binary-copy.js';
import { inTransaction } from '../in-transaction.js';
import type { Store } from '../open-store.js';
import { refreshStatistics } from '../refresh-statistics.js';
import { ClaimLost, type StepClaim } from '../run-steps.js';

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
 *
 * @param claim of the step that writes them; none where nobody else can be writing
 * @throws ClaimLost
 */
export async function writeInteractions(
  store: Store,
  runId: string,
  { columns, classIndex, foldOf, spread }: RunInteractions,
  claim?: StepClaim,
): Promise<void> {
  const id = uuidBytes(runId);
  await inTransaction(store, async (client) => {
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
    if (claim) await checkClaim(client, claim);
  });
  await refreshStatistics(store, 'interactions');
}

/** Last of all: the run's row is locked for a moment only, and a claim that holds now holds until the commit. */
async function checkClaim(client: pg.ClientBase, claim: StepClaim): Promise<void> {
  const { runId, position, attempt } = claim;
  const { rows } = await client.query<{ status: string }>(
    'SELECT status FROM estimation_runs WHERE id = $1 FOR NO KEY UPDATE',
    [runId],
  );
  if (rows[0]?.status !== 'RUNNING') throw new ClaimLost(claim, true);
  const { rowCount } = await client.query(
    `SELECT FROM run_steps WHERE run_id = $1 AND position = $2 AND attempt = $3 AND status = 'RUNNING'`,
    [runId, position, attempt],
  );
  if (rowCount === 0) throw new ClaimLost(claim, false);
}
