import { randomUUID } from 'node:crypto';
import { COMPONENT_NAMES } from '../../domain/interaction-filter.js';
import { Prisma, type Routing } from '../generated/client.js';
import { shownColumns } from '../interactions/shown-columns.js';
import { fromSelection, type InteractionSelection } from '../interactions/selection.js';
import { inTransaction } from '../in-transaction.js';
import { OVER_ALL_SAMPLES } from '../over-all-samples.js';
import { isUuid } from '../is-uuid.js';
import { newestFirst, ofDataset, pageOf, type Page } from '../newest-first.js';
import type { Store } from '../open-store.js';
import { queryRows } from '../prepared.js';
import { routeCode } from './routes.js';
import {
  THRESHOLD_NAMES,
  type RoutingRule,
  type Threshold,
  type ThresholdName,
} from './routing-rule.type.js';

/** A routing without the routes of its samples, of which there may be millions. */
export type RoutingRecord = Omit<Routing, 'routes' | 'weights' | 'rule' | 'counts'> & {
  readonly rule: RoutingRule;
  readonly counts: readonly RouteCount[];
};

/** Samples of a class that take a route. */
export interface RouteCount {
  readonly classIndex: number;
  /** See {@link ROUTES}. */
  readonly route: number;
  readonly count: number;
  readonly meanWeight: number;
}

/** Where thresholds lie: those given as quantiles are found among the selected samples. Null where none has the value. */
export async function resolveThresholds(
  store: Store,
  selection: InteractionSelection,
  thresholds: Readonly<Record<ThresholdName, Threshold>>,
): Promise<RoutingRule['thresholds'] | ThresholdName> {
  const quantiles = THRESHOLD_NAMES.filter((name) => thresholds[name].value === undefined);
  const found = quantiles.length === 0 ? {} : await quantilesOf(store, selection, quantiles, thresholds);
  const missing = quantiles.find((name) => found[name] === null);
  if (missing !== undefined) return missing;
  const resolved = THRESHOLD_NAMES.map((name) => {
    const threshold = thresholds[name];
    return [name, { ...threshold, value: threshold.value ?? found[name]! }];
  });
  return Object.fromEntries(resolved) as RoutingRule['thresholds'];
}

/** At least one. */
async function quantilesOf(
  store: Store,
  selection: InteractionSelection,
  names: readonly ThresholdName[],
  thresholds: Readonly<Record<ThresholdName, Threshold>>,
): Promise<Partial<Record<ThresholdName, number | null>>> {
  const list = shownColumns(names, selection).map(({ name, expression }) => {
    const { quantile } = thresholds[name as ThresholdName];
    return Prisma.sql`percentile_cont(${quantile}::float8) WITHIN GROUP (ORDER BY ${expression}) AS ${Prisma.raw(name)}`;
  });
  const [row] = await queryRows<Record<ThresholdName, number | null>>(
    store,
    Prisma.sql`SELECT ${Prisma.join(list)} ${fromSelection(selection)}`,
  );
  return row!;
}

/**
 * Keeps the route of every sample: that of the largest component above its threshold, ties in the order r, u1, u2, s,
 * where the sample has more information than the threshold of i12. Its weight is the component's share of the positive
 * components, 0 where it has no route.
 *
 * @returns null where the dataset has a routing of the name
 */
export async function insertRouting(
  store: Store,
  name: string,
  rule: RoutingRule,
  selection: InteractionSelection,
): Promise<RoutingRecord | null> {
  const id = randomUUID();
  const { dataset } = selection;
  const list = shownColumns([...COMPONENT_NAMES, 'i1', 'i2', 'i12'], selection).map(
    ({ name: column, expression }) => Prisma.sql`${expression} AS ${Prisma.raw(column)}`,
  );
  const statement = Prisma.sql`WITH shown AS (
      SELECT i.sample_index, i.class_index, ${Prisma.join(list)} ${fromSelection(selection)}
    ), largest AS (
      SELECT *, ${largestOf(rule)} AS most FROM shown
    ), routed AS MATERIALIZED (
      SELECT sample_index, class_index, ${ROUTE} AS route,
        (CASE WHEN most IS NULL THEN 0 ELSE most / (${POSITIVE}) END)::real AS weight
      FROM largest ORDER BY sample_index
    )
    INSERT INTO routings (id, dataset_id, run_id, name, rule, counts, routes, weights)
    SELECT ${id}::uuid, ${dataset.id}::uuid, ${rule.runId}::uuid, ${name}, ${JSON.stringify(rule)}::jsonb,
      (SELECT jsonb_agg(counted) FROM (
        SELECT class_index AS "classIndex", route, count(*)::int AS count, avg(weight) AS "meanWeight"
        FROM routed GROUP BY 1, 2 ORDER BY 1, 2
      ) counted),
      array_agg(route), array_agg(weight)
    FROM routed
    ON CONFLICT (dataset_id, name) DO NOTHING RETURNING id`;
  const rows = await inTransaction(store, async (client) => {
    await client.query(OVER_ALL_SAMPLES);
    return queryRows<{ id: string }>({ pool: client }, statement);
  });
  return rows.length === 0 ? null : findRouting(store, id);
}

/** The largest component above its threshold; null where there is none, or too little information. */
function largestOf({ thresholds }: RoutingRule): Prisma.Sql {
  const above = COMPONENT_NAMES.map((name) => {
    const column = Prisma.raw(name);
    return Prisma.sql`CASE WHEN ${column} > ${thresholds[name].value}::float8 AND ${column} > 0 THEN ${column} END`;
  });
  return Prisma.sql`CASE WHEN i12 > ${thresholds.i12.value}::float8 AND num_nulls(r, u1, u2, s) = 0
    THEN GREATEST(${Prisma.join(above)}) END`;
}

const POSITIVE = Prisma.join(COMPONENT_NAMES.map((name) => Prisma.raw(`GREATEST(${name}, 0)`)), ' + '); // prettier-ignore

/** What is shared is taken from the modality that says more of the label. */
const ROUTE = Prisma.sql`(CASE
  WHEN most IS NULL THEN ${routeCode('none')}::int
  WHEN r = most THEN CASE WHEN i1 >= i2 THEN ${routeCode('redundantFirst')}::int ELSE ${routeCode('redundantSecond')}::int END
  WHEN u1 = most THEN ${routeCode('uniqueFirst')}::int
  WHEN u2 = most THEN ${routeCode('uniqueSecond')}::int
  ELSE ${routeCode('synergistic')}::int END)::smallint`;

const withoutSamples = { omit: { routes: true, weights: true } } as const;

export async function findRouting({ prisma }: Store, id: string): Promise<RoutingRecord | null> {
  if (!isUuid(id)) return null;
  const row = await prisma.routing.findUnique({ where: { id }, ...withoutSamples });
  return row && asRecord(row);
}

/** Of this name, in one dataset or in whichever have one. */
export async function routingsNamed(
  { prisma }: Store,
  name: string,
  datasetId: string | null,
): Promise<RoutingRecord[]> {
  const where = { name, ...(datasetId !== null && { datasetId }) };
  const rows = await prisma.routing.findMany({ where, orderBy: { createdAt: 'desc' }, ...withoutSamples });
  return rows.map(asRecord);
}

/**
 * @param datasetId only those of this dataset; null for all
 * @throws InputFailure BAD_CURSOR
 */
export async function newestRoutings(
  { prisma }: Store,
  datasetId: string | null,
  first: number,
  after: string | null,
): Promise<Page<RoutingRecord>> {
  const rows = await prisma.routing.findMany({
    ...newestFirst(first, after, ofDataset(datasetId)),
    ...withoutSamples,
  });
  return pageOf(rows.map(asRecord), first);
}

/** @returns whether there was one */
export async function deleteRouting({ prisma }: Store, id: string): Promise<boolean> {
  return (await prisma.routing.deleteMany({ where: { id } })).count > 0;
}

/** Written by this program alone, as the types have it. */
function asRecord(row: Omit<Routing, 'routes' | 'weights'>): RoutingRecord {
  return {
    ...row,
    rule: row.rule as unknown as RoutingRule,
    counts: row.counts as unknown as readonly RouteCount[],
  };
}
