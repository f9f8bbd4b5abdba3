import type { Presentation } from '../../domain/interaction-filter.js';
import { Prisma } from '../generated/client.js';
import { inTransaction } from '../in-transaction.js';
import type { Store, Transaction } from '../open-store.js';
import { queryRows } from '../prepared.js';
import type { RunRecord } from '../runs.js';
import {
  ALL_STATISTICS,
  GROUP_KEYS,
  interactionGroups,
  rollUp,
  type GroupKey,
  type InteractionGroup,
} from './interaction-groups.js';
import { fromRun, type InteractionSelection } from './selection.js';

/** Groups of all of a run's records, as they are asked for most: kept, so that nobody has to wait for them. */
export interface InteractionSummary {
  readonly variant: SummaryVariant;
  /** The keys, joined. */
  readonly groupBy: string;
  readonly groups: readonly InteractionGroup[];
}

/** Which component is dominant depends on the method and the adjustment; units move nothing. */
type SummaryVariant = 'lsmi' | 'lsmi-adjusted' | 'evidence';

/** By all three keys there may be thousands of groups, which few ask for. */
const KEY_SETS: readonly (readonly GroupKey[])[] = [
  [],
  ['label'],
  ['split'],
  ['dominant'],
  ['label', 'split'],
  ['label', 'dominant'],
  ['split', 'dominant'],
];

/**
 * Summaries of a run whose records are written, each variant by one pass over them.
 *
 * @param adjustmentOffset nats
 */
export async function summarizeInteractions(
  store: Store,
  run: Pick<RunRecord, 'id' | 'datasetId'>,
  adjustmentOffset: number,
): Promise<InteractionSummary[]> {
  const variants: [SummaryVariant, Presentation][] = [
    ['lsmi', { method: 'lsmi', scale: 1, offset: 0 }],
    ['evidence', { method: 'evidence', scale: 1, offset: 0 }],
  ];
  if (adjustmentOffset !== 0) {
    variants.push(['lsmi-adjusted', { method: 'lsmi', scale: 1, offset: adjustmentOffset }]);
  }
  return inTransaction(store, async (client) => {
    // Each record has one sample, however few of either the planner expects: a run must not depend on its guess.
    await client.query('SET LOCAL enable_nestloop = off');
    const summaries: InteractionSummary[] = [];
    for (const [variant, presentation] of variants) {
      const groups = await interactionGroups(
        { pool: client },
        fromRun(run),
        presentation,
        GROUP_KEYS,
        ALL_STATISTICS,
      );
      for (const keys of KEY_SETS) {
        summaries.push({ variant, groupBy: nameOf(keys), groups: rollUp(groups, keys) });
      }
    }
    return summaries;
  });
}

/** Keeps a run's summaries, in place of any an earlier attempt left. */
export async function keepSummaries(
  transaction: Transaction,
  runId: string,
  summaries: readonly InteractionSummary[],
): Promise<void> {
  await transaction.interactionSummary.deleteMany({ where: { runId } });
  await transaction.interactionSummary.createMany({
    data: summaries.map((summary) => ({
      runId,
      ...summary,
      groups: summary.groups as unknown as Prisma.InputJsonArray, // plain data; only its type is read-only
    })),
  });
}

/** All of a run's records as they are shown. */
export type ShownRun = Pick<InteractionSelection, 'run' | 'presentation'>;

/** The groups of all records of runs by some keys, raw; null for a run where they are not kept. */
export async function keptGroups(
  store: Store,
  runs: readonly ShownRun[],
  keys: readonly GroupKey[],
): Promise<(readonly InteractionGroup[] | null)[]> {
  const variants = runs.map(({ run, presentation }) => variantOf(run, presentation));
  const kept = await queryRows<{ runId: string; variant: string; groups: InteractionGroup[] }>(
    store,
    Prisma.sql`SELECT run_id AS "runId", variant, groups FROM interaction_summaries
      WHERE group_by = ${nameOf(keys)} AND (run_id, variant) IN (
        SELECT * FROM unnest(${runs.map(({ run }) => run.id)}::uuid[], ${variants.map((variant) => variant ?? '')}::text[]))`,
  );
  const found = new Map(kept.map(({ runId, variant, groups }) => [`${runId} ${variant}`, groups]));
  return runs.map(({ run }, at) => found.get(`${run.id} ${variants[at] ?? ''}`) ?? null);
}

function variantOf(run: RunRecord, { method, offset }: Presentation): SummaryVariant | null {
  if (method === 'evidence') return 'evidence';
  if (offset === 0) return 'lsmi';
  return offset === run.adjustmentOffset ? 'lsmi-adjusted' : null;
}

/** The same for the same keys in any order. */
function nameOf(keys: readonly GroupKey[]): string {
  return GROUP_KEYS.filter((key) => keys.includes(key)).join();
}
