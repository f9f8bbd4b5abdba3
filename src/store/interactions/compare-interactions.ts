import { COMPONENT_NAMES, type ComponentName } from '../../domain/interaction-filter.js';
import { Prisma } from '../generated/client.js';
import type { Store } from '../open-store.js';
import { queryRows } from '../prepared.js';
import { fromSelection, type InteractionSelection } from './selection.js';
import { shownColumns } from './shown-columns.js';

/** Two runs of the same samples, each as it is shown; a filter of either leaves out the pair. */
export interface RunPair {
  readonly baseline: InteractionSelection;
  readonly run: InteractionSelection;
}

/** One component of both runs, over the samples that have it in both; differences are the run's less the baseline's. */
export interface ComparedComponent {
  readonly count: number;
  readonly baselineMean: number | null;
  readonly runMean: number | null;
  readonly meanDifference: number | null;
  /** Of the differences (n − 1). */
  readonly standardDeviation: number | null;
  readonly meanAbsoluteDifference: number | null;
  readonly largestAbsoluteDifference: number | null;
  /** Pearson's; null where one of the two is constant. */
  readonly correlation: number | null;
  /** Spearman's, ties with their mean rank; null where one of the two is constant, and where nobody asked. */
  readonly rankCorrelation: number | null;
}

export interface ComparedGroup {
  /** Of the run's dataset; null for all classes together. */
  readonly classIndex: number | null;
  /** Samples in both runs. */
  readonly count: number;
  /** Share of the samples whose largest component is the same in both, of those that have one in both. */
  readonly dominantAgreement: number | null;
  readonly components: Readonly<Record<ComponentName, ComparedComponent>>;
}

export interface ComparedStatistics {
  readonly byClass: boolean;
  readonly ranks: boolean;
}

/**
 * Both runs compared over all samples they share, and by class: first all, then classes in their order.
 *
 * @throws InputFailure BAD_FILTER
 */
export async function compareInteractions(
  store: Store,
  pair: RunPair,
  { byClass, ranks }: ComparedStatistics,
): Promise<ComparedGroup[]> {
  const statistics = COMPONENT_NAMES.map((name) => {
    const [mine, base] = valuesOf(name);
    const difference = Prisma.sql`${mine} - ${base}`;
    const both = Prisma.sql`FILTER (WHERE ${difference} IS NOT NULL)`;
    return Prisma.sql`json_build_object('count', count(${difference}), 'baselineMean', avg(${base}) ${both},
      'runMean', avg(${mine}) ${both}, 'meanDifference', avg(${difference}), 'standardDeviation', stddev_samp(${difference}),
      'meanAbsoluteDifference', avg(abs(${difference})), 'largestAbsoluteDifference', max(abs(${difference})),
      'correlation', corr(${mine}, ${base})) AS ${Prisma.raw(name)}`;
  });
  const [group, grouping] = byClass
    ? [
        Prisma.sql`"classIndex"`,
        Prisma.sql`GROUP BY GROUPING SETS ((), ("classIndex")) ORDER BY 1 NULLS FIRST`,
      ]
    : [Prisma.sql`NULL::int AS "classIndex"`, Prisma.empty];
  const [rows, rankRows] = await Promise.all([
    queryRows<
      Omit<ComparedGroup, 'components'> & Record<ComponentName, Omit<ComparedComponent, 'rankCorrelation'>>
    >(
      store,
      Prisma.sql`SELECT ${group}, count(*)::int AS count,
          avg(("run.dominant" = "base.dominant")::int)::float8 AS "dominantAgreement", ${Prisma.join(statistics)}
        FROM (${pairs(pair)}) pairs ${grouping}`,
    ),
    ranks ? rankCorrelations(store, pair, byClass) : [],
  ]);
  const rankOf = new Map(rankRows.map((row) => [row.classIndex, row]));
  return rows.map(({ classIndex, count, dominantAgreement, ...components }) => ({
    classIndex,
    count,
    dominantAgreement,
    components: byComponent((name) => ({
      ...components[name],
      rankCorrelation: rankOf.get(classIndex)?.[name] ?? null,
    })),
  }));
}

type RankRow = Record<ComponentName, number | null> & { readonly classIndex: number | null };

/** Spearman's correlation is Pearson's of mean ranks: within all samples, and within each class. */
function rankCorrelations(store: Store, pair: RunPair, byClass: boolean): Promise<RankRow[]> {
  const within = (group: Prisma.Sql): Prisma.Sql => {
    const ranked = COMPONENT_NAMES.flatMap((name) => {
      const values = valuesOf(name);
      const isPaired = Prisma.sql`${values[0]} - ${values[1]} IS NULL`; // those without are ranked apart
      return values.map(
        (value, side) => Prisma.sql`CASE WHEN NOT (${isPaired}) THEN
          rank() OVER (PARTITION BY ${group}, ${isPaired} ORDER BY ${value})
          + (count(*) OVER (PARTITION BY ${group}, ${isPaired}, ${value}) - 1) / 2.0 END AS ${rankName(name, side)}`,
      );
    });
    const correlations = COMPONENT_NAMES.map(
      (name) => Prisma.sql`corr(${rankName(name, 0)}, ${rankName(name, 1)}) AS ${Prisma.raw(name)}`,
    );
    return Prisma.sql`SELECT "classIndex", ${Prisma.join(correlations)}
      FROM (SELECT ${group} AS "classIndex", ${Prisma.join(ranked)} FROM pairs) ranked GROUP BY "classIndex"`;
  };
  const groups = [Prisma.sql`NULL::int`, ...(byClass ? [Prisma.sql`"classIndex"`] : [])];
  return queryRows(
    store,
    Prisma.sql`WITH pairs AS MATERIALIZED (${pairs(pair)}) ${Prisma.join(groups.map(within), ' UNION ALL ')}`,
  );
}

function rankName(name: ComponentName, side: number): Prisma.Sql {
  return Prisma.raw(`"rank.${name}.${side}"`);
}

/** A sample in both runs. */
export interface MovedSample {
  readonly sampleId: string;
  /** In the run's dataset. */
  readonly sampleIndex: number;
  readonly classIndex: number;
  readonly run: Readonly<Record<ComponentName, number | null>>;
  readonly baseline: Readonly<Record<ComponentName, number | null>>;
  /** How far it moved: the difference's size, or over all components the root of the sum of their squares. */
  readonly distance: number;
}

/**
 * The samples that moved most, the farthest first, ties in the order of the run's dataset; those without the values are
 * none of them.
 *
 * @param by   one component, or null for all together
 * @param most how many
 * @throws InputFailure BAD_FILTER
 */
export async function movedSamples(
  store: Store,
  pair: RunPair,
  by: ComponentName | null,
  most: number,
): Promise<MovedSample[]> {
  const squares = COMPONENT_NAMES.filter((name) => by === null || name === by).map((name) => {
    const [mine, base] = valuesOf(name);
    return Prisma.sql`(${mine} - ${base}) ^ 2`;
  });
  const values = (side: 0 | 1): Prisma.Sql =>
    Prisma.join(
      COMPONENT_NAMES.map((name) => Prisma.sql`${Prisma.raw(`'${name}'`)}, ${valuesOf(name)[side]}`),
    );
  return queryRows<MovedSample>(
    store,
    Prisma.sql`SELECT "sampleId", "sampleIndex", "classIndex", json_build_object(${values(0)}) AS run,
        json_build_object(${values(1)}) AS baseline, distance
      FROM (SELECT *, sqrt(${Prisma.join(squares, ' + ')}) AS distance FROM (${pairs(pair)}) pairs) moved
      WHERE distance IS NOT NULL ORDER BY distance DESC, "sampleIndex" LIMIT ${most}`,
  );
}

/** A component of a pair: the run's, then the baseline's. */
function valuesOf(name: ComponentName): readonly [Prisma.Sql, Prisma.Sql] {
  return [Prisma.raw(`"run.${name}"`), Prisma.raw(`"base.${name}"`)];
}

/** Samples of both runs side by side: of one dataset by their rows, of two by their ids. */
function pairs({ run, baseline }: RunPair): Prisma.Sql {
  const names = [...COMPONENT_NAMES, 'dominant'] as const;
  const side = (selection: InteractionSelection): Prisma.Sql => {
    const columns = shownColumns(['sampleId', 'sampleIndex', ...names], selection).map(
      ({ name, expression }) => Prisma.sql`${expression} AS ${Prisma.raw(`"${name}"`)}`,
    );
    return Prisma.sql`SELECT ${Prisma.join(columns)}, i.class_index AS "classIndex" ${fromSelection(selection)}`;
  };
  const shown = names.map((name) =>
    Prisma.raw(`run."${name}" AS "run.${name}", base."${name}" AS "base.${name}"`),
  );
  const key = Prisma.raw(run.dataset.id === baseline.dataset.id ? '"sampleIndex"' : '"sampleId"');
  return Prisma.sql`SELECT run."sampleId", run."sampleIndex", run."classIndex", ${Prisma.join(shown)}
    FROM (${side(run)}) run JOIN (${side(baseline)}) base ON base.${key} = run.${key}`;
}

function byComponent<Value>(of: (name: ComponentName) => Value): Record<ComponentName, Value> {
  return { r: of('r'), u1: of('u1'), u2: of('u2'), s: of('s') };
}
