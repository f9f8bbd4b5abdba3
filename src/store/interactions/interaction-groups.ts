import {
  COMPONENT_NAMES,
  VALUE_NAMES,
  type ComponentName,
  type Presentation,
  type ValueName,
} from '../../domain/interaction-filter.js';
import { Prisma } from '../generated/client.js';
import { queryRows, type Connections } from '../prepared.js';
import { mergeMoments, type Moments } from './group-moments.js';
import { dominantExpression, SATURATED, VALUES } from './values.js';

export const GROUP_KEYS = ['label', 'split', 'dominant'] as const;
export type GroupKey = (typeof GROUP_KEYS)[number];

/** What the records of a group have in common; null where it is no key of the grouping, or where they have none. */
export interface GroupPlace {
  readonly classIndex: number | null;
  readonly split: string | null;
  readonly dominant: ComponentName | null;
}

export interface InteractionGroup extends GroupPlace {
  readonly count: number;
  readonly nonFiniteCount: number;
  readonly saturatedCount: number;
  /** Records whose largest component as shown is this one; null where nobody asked. */
  readonly dominantCounts: Readonly<Record<ComponentName, number>> | null;
  /** Of the values asked for. */
  readonly values: Readonly<Partial<Record<ValueName, Moments>>>;
}

/** What is computed of each group, besides how many records it has: most of a statement's time. */
export interface GroupStatistics {
  /** Those whose moments are wanted. */
  readonly values: readonly ValueName[];
  /** Which of them; the others are null. */
  readonly moments: readonly (keyof Moments)[];
  readonly dominantCounts: boolean;
  /** Whether the saturated and those that are not finite are counted; else there are none. */
  readonly counts: boolean;
}

export const ALL_STATISTICS: GroupStatistics = {
  values: VALUE_NAMES,
  moments: ['n', 'mean', 'variance', 'minimum', 'maximum'],
  dominantCounts: true,
  counts: true,
};

const MOMENTS: Readonly<Record<keyof Moments, Prisma.Sql>> = {
  n: Prisma.sql`count`,
  mean: Prisma.sql`avg`,
  variance: Prisma.sql`var_samp`,
  minimum: Prisma.sql`min`,
  maximum: Prisma.sql`max`,
};

/**
 * The groups of the records in `from` by some keys, or all as one, in one statement.
 *
 * @param from `FROM … WHERE …` as of {@link fromSelection}
 */
export async function interactionGroups(
  connections: Connections,
  from: Prisma.Sql,
  presentation: Presentation,
  keys: readonly GroupKey[],
  { values, moments: wanted, dominantCounts: isCounted, counts }: GroupStatistics,
): Promise<InteractionGroup[]> {
  const dominant = dominantExpression(presentation);
  const moments = values.map((name) => {
    const value = VALUES[presentation.method][name];
    const parts = wanted.map(
      (moment) => Prisma.sql`${Prisma.raw(`'${moment}'`)}, ${MOMENTS[moment]}(${value})`,
    );
    return Prisma.sql`json_build_object(${Prisma.join(parts)}) AS ${Prisma.raw(name)}`;
  });
  // Of a group by it, all that have a largest component have the same.
  const counted = isCounted && !keys.includes('dominant') ? COMPONENT_NAMES : [];
  const dominantCounts = counted.map(
    (name) =>
      Prisma.sql`(count(*) FILTER (WHERE ${dominant} = ${Prisma.raw(`'${name}'`)}))::int AS ${Prisma.raw(`"of.${name}"`)}`,
  );
  const count = (condition: Prisma.Sql): Prisma.Sql =>
    counts ? Prisma.sql`(count(*) FILTER (WHERE ${condition}))::int` : Prisma.sql`0`;
  const grouping = keys.length === 0 ? Prisma.empty : Prisma.sql`GROUP BY 1, 2, 3`;
  const rows = await queryRows<GroupRow>(
    connections,
    Prisma.sql`SELECT ${groupPlace(keys, presentation)}, count(*)::int AS count,
      ${count(Prisma.sql`i.non_finite_reason IS NOT NULL`)} AS "nonFiniteCount",
      ${Prisma.join([Prisma.sql`${count(SATURATED)} AS "saturatedCount"`, ...dominantCounts, ...moments])}
    ${from} ${grouping}`,
  );
  return inOrder(
    rows.map((row) => ({
      classIndex: row.classIndex,
      split: row.split,
      dominant: row.dominant,
      count: row.count,
      nonFiniteCount: row.nonFiniteCount,
      saturatedCount: row.saturatedCount,
      dominantCounts: isCounted
        ? byComponent((name) => row[`of.${name}`] ?? (row.dominant === name ? row.count : 0))
        : null,
      values: Object.fromEntries(values.map((name) => [name, row[name]])),
    })),
  );
}

/** Columns of a record's {@link GroupPlace}; they are the first three of a statement, which groups by them. */
export function groupPlace(keys: readonly GroupKey[], presentation: Presentation): Prisma.Sql {
  const key = (name: GroupKey, column: Prisma.Sql): Prisma.Sql =>
    keys.includes(name) ? column : Prisma.sql`NULL`;
  return Prisma.sql`${key('label', Prisma.sql`i.class_index`)}::int AS "classIndex",
    ${key('split', Prisma.sql`x.split`)}::text AS split,
    ${key('dominant', dominantExpression(presentation))}::text AS dominant`;
}

type GroupRow = GroupPlace &
  Pick<InteractionGroup, 'count' | 'nonFiniteCount' | 'saturatedCount'> &
  Partial<Record<`of.${ComponentName}`, number>> &
  Record<ValueName, Moments>;

/** Groups by fewer keys, from groups by all of them with all statistics. */
export function rollUp(groups: readonly InteractionGroup[], keys: readonly GroupKey[]): InteractionGroup[] {
  const merged = new Map<string, InteractionGroup>();
  for (const group of groups) {
    const place: GroupPlace = {
      classIndex: keys.includes('label') ? group.classIndex : null,
      split: keys.includes('split') ? group.split : null,
      dominant: keys.includes('dominant') ? group.dominant : null,
    };
    const name = JSON.stringify(place);
    const known = merged.get(name);
    merged.set(name, { ...(known ? mergeGroups(known, group) : group), ...place });
  }
  return inOrder([...merged.values()]);
}

function mergeGroups(a: InteractionGroup, b: InteractionGroup): InteractionGroup {
  return {
    ...a,
    count: a.count + b.count,
    nonFiniteCount: a.nonFiniteCount + b.nonFiniteCount,
    saturatedCount: a.saturatedCount + b.saturatedCount,
    dominantCounts: byComponent((name) => a.dominantCounts![name] + b.dominantCounts![name]),
    values: Object.fromEntries(
      VALUE_NAMES.map((name) => [name, mergeMoments(a.values[name]!, b.values[name]!)]),
    ),
  };
}

function byComponent(of: (name: ComponentName) => number): Record<ComponentName, number> {
  return { r: of('r'), u1: of('u1'), u2: of('u2'), s: of('s') };
}

/** By label, split, dominant component, each with none last. */
export function inOrder<Group extends GroupPlace>(groups: readonly Group[]): Group[] {
  const rank = (name: ComponentName | null): number | null => name && COMPONENT_NAMES.indexOf(name);
  return [...groups].sort(
    (a, b) =>
      compare(a.classIndex, b.classIndex) ||
      compare(a.split, b.split) ||
      compare(rank(a.dominant), rank(b.dominant)),
  );
}

function compare<Value extends number | string>(a: Value | null, b: Value | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -1 : 1;
}
