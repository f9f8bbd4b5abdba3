import {
  VALUE_NAMES,
  shiftOf,
  type ComponentName,
  type Presentation,
  type ValueName,
} from '../../domain/interaction-filter.js';
import { Prisma } from '../generated/client.js';
import type { Store } from '../open-store.js';
import { queryRows } from '../prepared.js';
import { fromSelection, type InteractionSelection } from './selection.js';
import { dominantExpression, SATURATED, VALUES } from './values.js';

export type GroupKey = 'label' | 'split' | 'dominant';

/** Values over a group, as shown (by the presentation's method); null when no sample of the group has one. */
export type AggregatedValues = Readonly<Record<ValueName, number | null>>;

export interface InteractionGroup {
  readonly classIndex: number | null;
  readonly split: string | null;
  readonly dominant: ComponentName | null;
  readonly count: number;
  readonly nonFiniteCount: number;
  readonly saturatedCount: number;
  readonly mean: AggregatedValues;
  /** Of the sample (n−1); null for fewer than two. */
  readonly standardDeviation: AggregatedValues;
  readonly minimum: AggregatedValues;
  readonly maximum: AggregatedValues;
}

const STATISTICS = { mean: 'avg', standardDeviation: 'stddev_samp', minimum: 'min', maximum: 'max' } as const;
type Statistic = keyof typeof STATISTICS;

/**
 * Statistics of the records a filter selects, by label, split, dominant component, any of them together, or
 * (no keys) over all, in one statement. Groups come ordered by their keys.
 *
 * @throws InputFailure BAD_FILTER
 */
export async function aggregateInteractions(
  store: Store,
  selection: InteractionSelection,
  keys: readonly GroupKey[],
): Promise<InteractionGroup[]> {
  const { presentation } = selection;
  const keyColumn = (key: GroupKey, expression: Prisma.Sql): Prisma.Sql =>
    keys.includes(key) ? expression : Prisma.sql`NULL`;
  const statistics = (Object.keys(STATISTICS) as Statistic[]).flatMap((statistic) =>
    VALUE_NAMES.map(
      (name) =>
        Prisma.sql`${Prisma.raw(STATISTICS[statistic])}(${VALUES[presentation.method][name]}) AS ${Prisma.raw(`"${statistic}.${name}"`)}`,
    ),
  );
  const rows = await queryRows<AggregateRow>(
    store,
    Prisma.sql`
    SELECT
      ${keyColumn('label', Prisma.sql`i.class_index`)}::int AS "classIndex",
      ${keyColumn('split', Prisma.sql`x.split`)}::text AS split,
      ${keyColumn('dominant', dominantExpression(presentation))}::text AS dominant,
      count(*)::int AS count,
      (count(*) FILTER (WHERE i.non_finite_reason IS NOT NULL))::int AS "nonFiniteCount",
      (count(*) FILTER (WHERE ${SATURATED}))::int AS "saturatedCount",
      ${Prisma.join(statistics)}
    ${fromSelection(selection)}
    GROUP BY 1, 2, 3 ORDER BY 1 NULLS LAST, 2 NULLS LAST, 3 NULLS LAST`,
  );
  return rows.map((row) => ({
    classIndex: row.classIndex,
    split: row.split,
    dominant: row.dominant,
    count: row.count,
    nonFiniteCount: row.nonFiniteCount,
    saturatedCount: row.saturatedCount,
    mean: shownValues(row, 'mean', presentation),
    standardDeviation: shownValues(row, 'standardDeviation', presentation),
    minimum: shownValues(row, 'minimum', presentation),
    maximum: shownValues(row, 'maximum', presentation),
  }));
}

type AggregateRow = Pick<
  InteractionGroup,
  'classIndex' | 'split' | 'dominant' | 'count' | 'nonFiniteCount' | 'saturatedCount'
> &
  Record<`${Statistic}.${ValueName}`, number | null>;

/** The adjustment moves a location but not a spread. */
function shownValues(row: AggregateRow, statistic: Statistic, presentation: Presentation): AggregatedValues {
  return Object.fromEntries(
    VALUE_NAMES.map((name) => {
      const value = row[`${statistic}.${name}`];
      const shift = statistic === 'standardDeviation' ? 0 : shiftOf(name, presentation);
      return [name, value === null ? null : (value + shift) * presentation.scale];
    }),
  ) as AggregatedValues;
}
