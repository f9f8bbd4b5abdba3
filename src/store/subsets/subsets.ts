import { randomUUID } from 'node:crypto';
import { Prisma, type Subset } from '../generated/client.js';
import type { InteractionSelection } from '../interactions/selection.js';
import { isUuid } from '../is-uuid.js';
import { inTransaction } from '../in-transaction.js';
import { ORDERING_ALL_SAMPLES, OVER_ALL_SAMPLES } from '../over-all-samples.js';
import { newestFirst, ofDataset, pageOf, type Page } from '../newest-first.js';
import type { Store } from '../open-store.js';
import { queryRows, type Connections } from '../prepared.js';
import { chosenSamples, dealtSamples, type RuleScope } from './chosen-samples.js';
import type { Partition, SubsetRule } from './subset-rule.type.js';

/** A subset without its samples, of which there may be millions. */
export type SubsetRecord = Omit<Subset, 'samples' | 'rule'> & { readonly rule: SubsetRule };

/**
 * Keeps the samples of a rule, all or nothing, in one statement.
 *
 * @returns null where there are none, or the dataset has a subset of the name
 * @throws InputFailure BAD_FILTER
 */
export async function insertSubset(
  store: Store,
  name: string,
  rule: SubsetRule,
  scope: RuleScope,
): Promise<SubsetRecord | null> {
  const id = randomUUID();
  const chosen = await chosenSamples(store, rule, scope);
  const samples = Prisma.sql`SELECT 1 AS part, chosen.* FROM (${chosen}) chosen`;
  const settings =
    rule.kind === 'selection' && rule.order.by !== 'sampleIndex' && rule.limit === null
      ? ORDERING_ALL_SAMPLES
      : OVER_ALL_SAMPLES;
  const isKept = await keepParts(store, samples, [{ id, name, rule }], scope, settings);
  return isKept ? findSubset(store, id) : null;
}

/** A part of a partition, to be a subset. */
export interface NewPart {
  readonly name: string;
  readonly rule: SubsetRule;
}

/**
 * Keeps every part of a partition as a subset, in one transaction.
 *
 * @returns null, and none is kept, where one of them has no samples or a name that the dataset has given already
 * @throws InputFailure BAD_FILTER
 */
export async function insertPartition(
  store: Store,
  parts: readonly NewPart[],
  partition: Partition,
  selection: InteractionSelection,
): Promise<SubsetRecord[] | null> {
  const named = parts.map((part) => ({ ...part, id: randomUUID() }));
  const samples = dealtSamples(partition, selection);
  if (!(await keepParts(store, samples, named, selection, OVER_ALL_SAMPLES))) return null;
  const kept = await Promise.all(named.map(({ id }) => findSubset(store, id)));
  return kept.filter((subset) => subset !== null);
}

/**
 * @param samples rows `part, sample_index, class_index`: of one part in its order, of several in any
 * @param settings of the planner, for the transaction
 * @returns whether all parts were kept; else none is
 */
async function keepParts(
  store: Store,
  samples: Prisma.Sql,
  parts: readonly (NewPart & { readonly id: string })[],
  scope: RuleScope,
  settings: string,
): Promise<boolean> {
  try {
    await inTransaction(store, async (client) => {
      await client.query(settings);
      if ((await insertParts({ pool: client }, samples, parts, scope)) < parts.length) throw new Incomplete();
    });
    return true;
  } catch (error) {
    if (error instanceof Incomplete) return false;
    throw error;
  }
}

/** Rolls back what was kept of some parts. */
class Incomplete extends Error {}

async function insertParts(
  connections: Connections,
  samples: Prisma.Sql,
  parts: readonly (NewPart & { readonly id: string })[],
  { dataset, run }: RuleScope,
): Promise<number> {
  // Rows that are in their order already are not sorted again, which of a million takes a second.
  const listed =
    parts.length === 1
      ? Prisma.sql`SELECT 1 AS part, ARRAY(SELECT sample_index FROM chosen) AS samples WHERE EXISTS (SELECT FROM chosen)`
      : Prisma.sql`SELECT part, array_agg(sample_index ORDER BY sample_index) AS samples FROM chosen GROUP BY part`;
  const rows = await queryRows<{ id: string }>(
    connections,
    Prisma.sql`WITH chosen AS MATERIALIZED (${samples}),
    counted AS (SELECT part, class_index, count(*)::int AS size FROM chosen GROUP BY 1, 2)
    INSERT INTO subsets (id, dataset_id, run_id, name, rule, sample_count, class_counts, samples)
    SELECT part.id, ${dataset.id}::uuid, ${run?.id ?? null}::uuid, part.name, part.rule, cardinality(listed.samples),
      ARRAY(
        SELECT coalesce(counted.size, 0) FROM generate_series(0, ${dataset.classes.length - 1}::int) class
        LEFT JOIN counted ON counted.part = part.number AND counted.class_index = class ORDER BY class
      ), listed.samples
    FROM unnest(
        ${parts.map(({ id }) => id)}::uuid[], ${parts.map(({ name }) => name)}::text[],
        ${parts.map(({ rule }) => JSON.stringify(rule))}::jsonb[]
      ) WITH ORDINALITY part (id, name, rule, number)
    JOIN (${listed}) listed ON listed.part = part.number
    ON CONFLICT (dataset_id, name) DO NOTHING
    RETURNING id`,
  );
  return rows.length;
}

const withoutSamples = { omit: { samples: true } } as const;

export async function findSubset({ prisma }: Store, id: string): Promise<SubsetRecord | null> {
  if (!isUuid(id)) return null;
  return asRecord(await prisma.subset.findUnique({ where: { id }, ...withoutSamples }));
}

/** Of this name, in one dataset or in whichever have one. */
export async function subsetsNamed(
  { prisma }: Store,
  name: string,
  datasetId: string | null,
): Promise<SubsetRecord[]> {
  const where = { name, ...(datasetId !== null && { datasetId }) };
  const rows = await prisma.subset.findMany({ where, orderBy: { createdAt: 'desc' }, ...withoutSamples });
  return rows.map((row) => asRecord(row)!);
}

/**
 * @param datasetId only those of this dataset; null for all
 * @throws InputFailure BAD_CURSOR
 */
export async function newestSubsets(
  { prisma }: Store,
  datasetId: string | null,
  first: number,
  after: string | null,
): Promise<Page<SubsetRecord>> {
  const rows = await prisma.subset.findMany({
    ...newestFirst(first, after, ofDataset(datasetId)),
    ...withoutSamples,
  });
  return pageOf(
    rows.map((row) => asRecord(row)!),
    first,
  );
}

/** @returns whether there was one */
export async function deleteSubset({ prisma }: Store, id: string): Promise<boolean> {
  return (await prisma.subset.deleteMany({ where: { id } })).count > 0;
}

/** Written by this program alone, as the type has it. */
function asRecord(row: Omit<Subset, 'samples'> | null): SubsetRecord | null {
  return row && { ...row, rule: row.rule as unknown as SubsetRule };
}
