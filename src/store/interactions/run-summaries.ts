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
import { fromRun } from './selection.js';

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

/** The groups of all of a run's records by some keys, raw; null where they are not kept. */
export async function keptGroups(
  store: Store,
  run: RunRecord,
  keys: readonly GroupKey[],
  presentation: Presentation,
): Promise<readonly InteractionGroup[] | null> {
  const variant = variantOf(run, presentation);
  if (variant === null) return null;
  const [summary] = await queryRows<{ groups: InteractionGroup[] }>(
    store,
    Prisma.sql`SELECT groups FROM interaction_summaries
      WHERE run_id = ${run.id}::uuid AND variant = ${variant} AND group_by = ${nameOf(keys)}`,
  );
  return summary?.groups ?? null;
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
