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

/** First half of the advisory locks that writers of records hold; the second is a hash of the run's id. */
export const RECORDS_LOCK = 5_217_385;

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
    if (claim) {
      await checkClaim(client, claim, '');
      await endOtherWriters(client, runId);
    }
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
    // Last of all: the run's row is locked for a moment only, and a claim that holds now holds until the commit.
    if (claim) await checkClaim(client, claim, 'FOR NO KEY UPDATE');
  });
  await refreshStatistics(store, 'interactions');
}

/** Whoever holds the step's claim is the only one to write: another writer lost it, and may stand still for ever. */
async function endOtherWriters(client: pg.ClientBase, runId: string): Promise<void> {
  await client.query(
    `SELECT pg_terminate_backend(pid) FROM pg_locks
     WHERE locktype = 'advisory' AND objsubid = 2 AND granted AND pid <> pg_backend_pid()
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND classid::bigint = $1 AND objid = hashtext($2)::oid`,
    [RECORDS_LOCK, runId],
  );
  await client.query('SELECT pg_advisory_xact_lock($1::int, hashtext($2))', [RECORDS_LOCK, runId]);
}

async function checkClaim(
  client: pg.ClientBase,
  claim: StepClaim,
  lock: '' | 'FOR NO KEY UPDATE',
): Promise<void> {
  const { runId, position, attempt } = claim;
  const { rows } = await client.query<{ status: string }>(
    `SELECT status FROM estimation_runs WHERE id = $1 ${lock}`,
    [runId],
  );
  if (rows[0]?.status !== 'RUNNING') throw new ClaimLost(claim);
  const { rowCount } = await client.query(
    `SELECT FROM run_steps WHERE run_id = $1 AND position = $2 AND attempt = $3 AND status = 'RUNNING'`,
    [runId, position, attempt],
  );
  if (rowCount === 0) throw new ClaimLost(claim);
}
