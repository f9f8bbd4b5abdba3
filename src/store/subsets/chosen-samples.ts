import type { DatasetRecord } from '../datasets.js';
import { Prisma } from '../generated/client.js';
import { orderedRows } from '../interactions/ordered-rows.js';
import { fromSelection, type InteractionSelection } from '../interactions/selection.js';
import { VALUES } from '../interactions/values.js';
import type { Store } from '../open-store.js';
import type { RunRecord } from '../runs.js';
import { drawnSamples } from './drawn-samples.js';
import type { CombinationRule, Partition, SelectionRule, SubsetRule } from './subset-rule.type.js';

/** What a rule is about. */
export interface RuleScope {
  readonly dataset: DatasetRecord;
  /** Of a rule about interactions. */
  readonly run: RunRecord | null;
}

/**
 * The samples of a rule as rows `sample_index, class_index`, in the subset's order.
 *
 * @throws InputFailure BAD_FILTER
 */
export async function chosenSamples(
  store: Store,
  rule: SubsetRule,
  { dataset, run }: RuleScope,
): Promise<Prisma.Sql> {
  switch (rule.kind) {
    case 'selection':
      return selectedSamples(rule, { ...rule, dataset, run: run! });
    case 'bucket':
      return Prisma.sql`SELECT sample_index, class_index FROM (${dealtSamples(rule, { ...rule, dataset, run: run! })}) dealt
        WHERE part = ${rule.part}::int ORDER BY sample_index`;
    case 'random':
      return drawnSamples(store, rule, dataset);
    default:
      return combinedSamples(rule, dataset);
  }
}

function selectedSamples({ order, limit }: SelectionRule, selection: InteractionSelection): Prisma.Sql {
  const columns = [
    { name: 'sample_index', expression: Prisma.sql`i.sample_index` },
    { name: 'class_index', expression: Prisma.sql`i.class_index` },
  ];
  return orderedRows(selection, columns, { order, limit, from: null });
}

/**
 * The samples of a partition as rows `sample_index, class_index, part`, the parts numbered from 1. Where samples are left
 * over, the first parts have one more.
 *
 * @throws InputFailure BAD_FILTER
 */
export function dealtSamples(
  { by, parts, perClass }: Partition,
  selection: InteractionSelection,
): Prisma.Sql {
  const value = VALUES[selection.presentation.method][by];
  const group = perClass ? Prisma.sql`PARTITION BY i.class_index` : Prisma.empty;
  return Prisma.sql`SELECT i.sample_index, i.class_index,
      ntile(${parts}::int) OVER (${group} ORDER BY ${value}, i.sample_index) AS part
    ${fromSelection(selection)} AND ${value} IS NOT NULL`;
}

/** How often a sample is met, and in which list first, says whether it belongs. */
function combinedSamples({ kind, subsets }: CombinationRule, { id }: DatasetRecord): Prisma.Sql {
  const ids = subsets.map((subset) => subset.id);
  const belongs = {
    union: Prisma.sql`TRUE`,
    intersection: Prisma.sql`count(*) = ${ids.length}::int`,
    difference: Prisma.sql`max(list) = 1`,
  }[kind];
  return Prisma.sql`SELECT met.sample_index, x.class_index FROM (
      SELECT sample_index, min(list * ${MOST_SAMPLES}::bigint + place) AS place FROM ${members(ids)}
      GROUP BY sample_index HAVING ${belongs}
    ) met
    JOIN samples x ON x.dataset_id = ${id}::uuid AND x.index = met.sample_index
    ORDER BY met.place`;
}

const MOST_SAMPLES = 2 ** 31;

/** Members of subsets as `member`: the number of its list and its place there, both from 1. */
function members(ids: readonly string[]): Prisma.Sql {
  return Prisma.sql`(
    SELECT listed.list, sample.sample_index, sample.place
    FROM unnest(${[...ids]}::uuid[]) WITH ORDINALITY listed (id, list)
    JOIN subsets ON subsets.id = listed.id
    CROSS JOIN unnest(subsets.samples) WITH ORDINALITY sample (sample_index, place)
  ) member`;
}
