import { randomUUID } from 'node:crypto';
import type { DatasetRecord } from '../datasets.js';
import { Prisma, type Subset } from '../generated/client.js';
import type { InteractionSelection } from '../interactions/selection.js';
import { isUuid } from '../is-uuid.js';
import { before, type Page } from '../newest-first.js';
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
  const samples = Prisma.sql`SELECT 1 AS part, chosen.* FROM (${chosenSamples(rule, scope)}) chosen`;
  const inserted = await insertParts(store, samples, [{ id, name, rule }], scope);
  return inserted === 0 ? null : findSubset(store, id);
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
  const samples = Prisma.sql`SELECT part, sample_index, class_index FROM (${dealtSamples(partition, selection)}) dealt
    ORDER BY part, sample_index`;
  const client = await store.pool.connect();
  let isComplete = false;
  try {
    await client.query('BEGIN');
    isComplete = (await insertParts({ pool: client }, samples, named, selection)) === parts.length;
    await client.query(isComplete ? 'COMMIT' : 'ROLLBACK');
  } finally {
    client.release(!isComplete);
  }
  if (!isComplete) return null;
  const kept = await Promise.all(named.map(({ id }) => findSubset(store, id)));
  return kept.filter((subset) => subset !== null);
}

/** @param samples rows `part, sample_index, class_index`, each part's in its order */
async function insertParts(
  connections: Connections,
  samples: Prisma.Sql,
  parts: readonly (NewPart & { readonly id: string })[],
  { dataset, run }: RuleScope,
): Promise<number> {
  const rows = await queryRows<{ id: string }>(
    connections,
    Prisma.sql`WITH chosen AS MATERIALIZED (SELECT *, row_number() OVER () AS place FROM (${samples}) ordered)
    INSERT INTO subsets (id, dataset_id, run_id, name, rule, sample_count, class_counts, samples)
    SELECT part.id, ${dataset.id}::uuid, ${run?.id ?? null}::uuid, part.name, part.rule, counted.size, counted.classes, listed.samples
    FROM unnest(
        ${parts.map(({ id }) => id)}::uuid[], ${parts.map(({ name }) => name)}::text[],
        ${parts.map(({ rule }) => JSON.stringify(rule))}::jsonb[]
      ) WITH ORDINALITY part (id, name, rule, number)
    JOIN (SELECT part, array_agg(sample_index ORDER BY place) AS samples FROM chosen GROUP BY part) listed ON listed.part = part.number
    JOIN (
      SELECT part, sum(size)::int AS size, array_agg(size ORDER BY class_index) AS classes FROM (
        SELECT part, class_index, count(sample_index)::int AS size FROM (
          SELECT part, class_index, sample_index FROM chosen
          UNION ALL
          SELECT part, class_index, NULL FROM generate_series(1, ${parts.length}::int) part, generate_series(0, ${dataset.classes.length - 1}::int) class_index
        ) every_class GROUP BY part, class_index
      ) sizes GROUP BY part
    ) counted ON counted.part = part.number
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
 * @param dataset whose; null for all
 * @throws InputFailure BAD_CURSOR
 */
export async function newestSubsets(
  { prisma }: Store,
  dataset: Pick<DatasetRecord, 'id'> | null,
  first: number,
  after: string | null,
): Promise<Page<SubsetRecord>> {
  const rows = await prisma.subset.findMany({
    where: { ...(dataset && { datasetId: dataset.id }), ...before(after) },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: first + 1,
    ...withoutSamples,
  });
  return { rows: rows.slice(0, first).map((row) => asRecord(row)!), hasNextPage: rows.length > first };
}

/** @returns whether there was one */
export async function deleteSubset({ prisma }: Store, id: string): Promise<boolean> {
  return (await prisma.subset.deleteMany({ where: { id } })).count > 0;
}

/** Written by this program alone, as the type has it. */
function asRecord(row: Omit<Subset, 'samples'> | null): SubsetRecord | null {
  return row && { ...row, rule: row.rule as unknown as SubsetRule };
}
