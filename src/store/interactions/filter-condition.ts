import { InputFailure } from '../../domain/failure.js';
import {
  MOST_FILTER_LEVELS,
  rawOf,
  type InteractionFilter,
  type Presentation,
  type Range,
  type Top,
  type ValueName,
} from '../../domain/interaction-filter.js';
import { isPlainText } from '../../domain/plain-text.js';
import type { DatasetRecord } from '../datasets.js';
import { Prisma } from '../generated/client.js';
import { isUuid } from '../is-uuid.js';
import { dominantExpression, SATURATED, VALUES } from './values.js';

/** Wider filters cost the planner more than any reader could mean by them; so do deeper ones. */
const MOST_CONDITIONS = 200;
/** Each reads all of the run's records, in whatever order. */
const MOST_TOPS = 5;
const LARGEST_INT = 2_147_483_647;

/** What a filter is about. */
export interface FilterScope {
  /** `FROM … WHERE …` of all records of the run, as `interactions i` and `samples x`. */
  readonly all: Prisma.Sql;
  readonly dataset: DatasetRecord;
  readonly presentation: Presentation;
}

/**
 * A filter as one SQL condition over `interactions i` and `samples x`; every value is a parameter.
 *
 * @throws InputFailure BAD_FILTER
 */
export function filterCondition(filter: InteractionFilter, scope: FilterScope): Prisma.Sql {
  const { dataset, presentation } = scope;
  let conditions = 0;
  let tops = 0;

  const all = (node: InteractionFilter, level: number): Prisma.Sql => {
    if (level > MOST_FILTER_LEVELS)
      throw badFilter(`it is nested more than ${MOST_FILTER_LEVELS} levels deep`);
    const parts: Prisma.Sql[] = [];
    if (node.sampleId)
      parts.push(Prisma.sql`x.sample_id = ANY (${node.sampleId.in.filter(isPlainText)}::text[])`);
    if (node.sampleIndex) parts.push(indexCondition(node.sampleIndex));
    if (node.subset) parts.push(subsetCondition(node.subset.in, dataset));
    if (node.label) parts.push(labelCondition(node.label.in, dataset));
    if (node.split) parts.push(Prisma.sql`x.split = ANY (${node.split.in.filter(isPlainText)}::text[])`);
    if (node.fold) parts.push(Prisma.sql`i.fold = ANY (${[...node.fold.in]}::int[])`);
    if (node.dominant) {
      parts.push(Prisma.sql`(${dominantExpression(presentation)}) = ANY (${[...node.dominant.in]}::text[])`);
    }
    if (node.saturated != null) parts.push(Prisma.sql`${SATURATED} = ${node.saturated}`);
    for (const [name, range] of Object.entries(node.ranges ?? {})) {
      if (range) parts.push(rangeCondition(name as ValueName, range, presentation));
    }
    if (node.top) {
      tops += 1;
      if (tops > MOST_TOPS) throw badFilter(`it has top more than ${MOST_TOPS} times`);
      parts.push(topCondition(node.top, scope, all(node.top.among ?? {}, level + 1)));
    }
    if (node.and) parts.push(...node.and.map((child) => all(child, level + 1)));
    if (node.or) parts.push(anyOf(node.or.map((child) => all(child, level + 1))));
    // IS NOT TRUE rather than NOT: a record whose value is null meets no range, so it meets the negation.
    if (node.not) parts.push(Prisma.sql`(${all(node.not, level + 1)}) IS NOT TRUE`);
    conditions += parts.length;
    if (conditions > MOST_CONDITIONS) throw badFilter(`it has more than ${MOST_CONDITIONS} conditions`);
    return parts.length === 0 ? Prisma.sql`TRUE` : Prisma.sql`(${Prisma.join(parts, ' AND ')})`;
  };

  return all(filter, 1);
}

function anyOf(alternatives: readonly Prisma.Sql[]): Prisma.Sql {
  return alternatives.length === 0
    ? Prisma.sql`FALSE`
    : Prisma.sql`(${Prisma.join([...alternatives], ' OR ')})`;
}

function subsetCondition(ids: readonly string[], { id }: DatasetRecord): Prisma.Sql {
  return Prisma.sql`i.sample_index IN (SELECT unnest(subsets.samples) FROM subsets
    WHERE subsets.dataset_id = ${id}::uuid AND subsets.id = ANY (${ids.filter(isUuid)}::uuid[]))`;
}

function labelCondition(labels: readonly string[], dataset: DatasetRecord): Prisma.Sql {
  const indices = labels.map((label) => {
    const known = dataset.classes.find((candidate) => candidate.label === label);
    if (!known) throw badFilter(`"${label}" is not a label of the dataset "${dataset.name}"`);
    return known.index;
  });
  return Prisma.sql`i.class_index = ANY (${indices}::int[])`;
}

/** Bounds are taken back to raw nats, so that an index on the value can serve. */
function rangeCondition(name: ValueName, range: Range, presentation: Presentation): Prisma.Sql {
  const value = VALUES[presentation.method][name];
  checkRange(name, range);
  const { min, max } = range;
  const parts: Prisma.Sql[] = [];
  if (min != null) parts.push(Prisma.sql`${value} >= ${rawOf(min, name, presentation)}::float8`);
  if (max != null) parts.push(Prisma.sql`${value} <= ${rawOf(max, name, presentation)}::float8`);
  return Prisma.sql`(${Prisma.join(parts, ' AND ')})`;
}

function indexCondition(range: Range): Prisma.Sql {
  checkRange('sampleIndex', range);
  const { from, to } = indexBounds(range);
  return from > to ? Prisma.sql`FALSE` : Prisma.sql`i.sample_index BETWEEN ${from}::int AND ${to}::int`;
}

/** The whole numbers within a range of sample indices: none where `from` is above `to`. */
export function indexBounds({ min, max }: Range): { readonly from: number; readonly to: number } {
  const from = Math.max(Math.ceil(min ?? 0), 0);
  const to = Math.min(Math.floor(max ?? LARGEST_INT), LARGEST_INT);
  return from > to ? NO_INDICES : { from, to };
}

/** Bounds that PostgreSQL's integers have room for, whatever was asked. */
const NO_INDICES = { from: 0, to: -1 };

function checkRange(name: string, { min, max }: Range): void {
  if (min == null && max == null) throw badFilter(`the range of ${name} has neither min nor max`);
  if (min != null && max != null && min > max)
    throw badFilter(`the range of ${name} has min ${min} above max ${max}`);
  if ([min, max].some((bound) => bound != null && !Number.isFinite(bound))) {
    throw badFilter(`the range of ${name} has a bound that is not finite`);
  }
}

/** Adjustment and unit move all values alike, so that the raw ones are in the same order. */
function topCondition(top: Top, { all, presentation }: FilterScope, among: Prisma.Sql): Prisma.Sql {
  checkTop(top);
  const { by, smallest, perClass, count, percent } = top;
  const value = VALUES[presentation.method][by];
  const direction = smallest ? Prisma.sql`ASC` : Prisma.sql`DESC`;
  const candidates = Prisma.sql`${all} AND ${among} AND ${value} IS NOT NULL`;
  if (!perClass) {
    const most =
      count != null
        ? Prisma.sql`${count}::int`
        : Prisma.sql`(SELECT ceil(count(*) * ${percent}::numeric / 100)::int ${candidates})`;
    return Prisma.sql`i.sample_index IN (
      SELECT i.sample_index ${candidates} ORDER BY ${value} ${direction}, i.sample_index LIMIT ${most})`;
  }
  const ofClasses = Prisma.sql`SELECT i.sample_index, i.class_index, ${value} AS value ${candidates}`;
  const place = Prisma.sql`row_number() OVER (PARTITION BY class_index ORDER BY value ${direction}, sample_index) AS place`;
  if (count != null) {
    return Prisma.sql`i.sample_index IN (
      SELECT sample_index FROM (SELECT sample_index, ${place} FROM (${ofClasses}) candidate) ranked
      WHERE place <= ${count}::int)`;
  }
  // Only those up to about the last one are sorted: of few percent, few. Rounding must not make that one nearer.
  const share = Math.min(1, (percent! / 100) * (1 + 1e-9));
  const upTo = smallest ? Prisma.sql`<=` : Prisma.sql`>=`;
  return Prisma.sql`i.sample_index IN (
    SELECT sample_index FROM (
      SELECT sample_index, most, ${place} FROM (${ofClasses}) candidate
      JOIN (
        SELECT class_index, ceil(count(*) * ${percent}::numeric / 100)::int AS most,
          percentile_disc(${share}::float8) WITHIN GROUP (ORDER BY value ${direction}) AS last
        FROM (${ofClasses}) candidate GROUP BY class_index
      ) class USING (class_index)
      WHERE value ${upTo} last
    ) ranked WHERE place <= most)`;
}

function checkTop({ count, percent }: Top): void {
  if ((count == null) === (percent == null)) throw badFilter('top takes either count or percent');
  if (count != null && !(count >= 1 && count <= LARGEST_INT))
    throw badFilter(`top takes a count from 1 to ${LARGEST_INT}, got ${count}`);
  if (percent != null && !(percent > 0 && percent <= 100)) {
    throw badFilter(`top takes a percent above 0 and at most 100, got ${percent}`);
  }
}

export function badFilter(what: string): InputFailure {
  return new InputFailure('BAD_FILTER', `The filter cannot be used: ${what}.`, 'filter');
}
