import { InputFailure } from '../domain/failure.js';
import {
  MOST_FILTER_LEVELS,
  shiftOf,
  type InteractionFilter,
  type MethodName,
  type Presentation,
  type Range,
  type ValueName,
} from '../domain/interaction-filter.js';
import { isPlainText } from '../domain/plain-text.js';
import type { DatasetRecord } from './datasets.js';
import { Prisma } from './generated/client.js';
import type { RunRecord } from './runs.js';

/** Wider filters cost the planner more than any reader could mean by them; so do deeper ones. */
const MOST_CONDITIONS = 200;

/** A run's interactions as `i`, each beside its sample as `x`: the names every expression here uses. */
export function fromInteractions(run: RunRecord, dataset: DatasetRecord): Prisma.Sql {
  return Prisma.sql`FROM interactions i
    JOIN samples x ON x.dataset_id = ${dataset.id}::uuid AND x.index = i.sample_index
    WHERE i.run_id = ${run.id}::uuid`;
}

const PRIMITIVES = {
  i1: Prisma.sql`i.i1`,
  i2: Prisma.sql`i.i2`,
  i12: Prisma.sql`i.i12`,
  h1: Prisma.sql`i.h1`,
  h2: Prisma.sql`i.h2`,
};

/** Raw values by method: stored columns, or what the migrations' functions make of them. */
export const VALUES: Readonly<Record<MethodName, Readonly<Record<ValueName, Prisma.Sql>>>> = {
  lsmi: {
    r: Prisma.sql`i.r`,
    u1: Prisma.sql`i.u1`,
    u2: Prisma.sql`i.u2`,
    s: Prisma.sql`i.s`,
    ...PRIMITIVES,
  },
  evidence: {
    r: Prisma.sql`evidence_redundancy(i.i1, i.i2)`,
    u1: Prisma.sql`evidence_uniqueness(i.i1, i.i2)`,
    u2: Prisma.sql`evidence_uniqueness(i.i2, i.i1)`,
    s: Prisma.sql`evidence_synergy(i.i1, i.i2, i.i12)`,
    ...PRIMITIVES,
  },
};

/** Same law as `isSaturated` in the estimation: the densities alone decided which information is redundant. */
export const SATURATED = Prisma.sql`(i.i1 <> i.i2 AND
  (i.h1 - i.h2 <= LEAST(0, i.i1 - i.i2) OR i.h1 - i.h2 >= GREATEST(0, i.i1 - i.i2)))`;

/**
 * Name of the largest component as shown, ties in the order r, u1, u2, s. Null where a value the method uses is
 * not finite: the evidence rule uses no surprisal.
 */
export function dominantExpression(presentation: Presentation): Prisma.Sql {
  const values = VALUES[presentation.method];
  const [r, u1, u2, s] = (['r', 'u1', 'u2', 's'] as const).map(
    (name) => Prisma.sql`${values[name]} + ${shiftOf(name, presentation)}::float8`,
  ) as [Prisma.Sql, Prisma.Sql, Prisma.Sql, Prisma.Sql];
  const largest = Prisma.sql`GREATEST(${r}, ${u1}, ${u2}, ${s})`;
  const missing =
    presentation.method === 'lsmi'
      ? Prisma.sql`i.non_finite_reason IS NOT NULL`
      : Prisma.sql`num_nulls(i.i1, i.i2, i.i12) > 0`;
  return Prisma.sql`CASE WHEN ${missing} THEN NULL
    WHEN ${r} = ${largest} THEN 'r' WHEN ${u1} = ${largest} THEN 'u1' WHEN ${u2} = ${largest} THEN 'u2' ELSE 's' END`;
}

/**
 * A filter as one SQL condition over `interactions i` and `samples x`; every value is a parameter.
 *
 * @throws InputFailure BAD_FILTER
 */
export function filterCondition(
  filter: InteractionFilter,
  dataset: DatasetRecord,
  presentation: Presentation,
): Prisma.Sql {
  let conditions = 0;

  const all = (node: InteractionFilter, level: number): Prisma.Sql => {
    if (level > MOST_FILTER_LEVELS)
      throw badFilter(`it is nested more than ${MOST_FILTER_LEVELS} levels deep`);
    const parts: Prisma.Sql[] = [];
    if (node.sampleId)
      parts.push(Prisma.sql`x.sample_id = ANY (${node.sampleId.in.filter(isPlainText)}::text[])`);
    if (node.label) parts.push(labelCondition(node.label.in, dataset));
    if (node.split) parts.push(Prisma.sql`x.split = ANY (${node.split.in.filter(isPlainText)}::text[])`);
    if (node.dominant) {
      parts.push(Prisma.sql`(${dominantExpression(presentation)}) = ANY (${[...node.dominant.in]}::text[])`);
    }
    if (node.saturated != null) {
      parts.push(Prisma.sql`coalesce(${SATURATED}, false) = ${node.saturated}`);
    }
    for (const [name, range] of Object.entries(node.ranges ?? {})) {
      if (range) parts.push(rangeCondition(name as ValueName, range, presentation));
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

function labelCondition(labels: readonly string[], dataset: DatasetRecord): Prisma.Sql {
  const indices = labels.map((label) => {
    const known = dataset.classes.find((candidate) => candidate.label === label);
    if (!known) throw badFilter(`"${label}" is not a label of the dataset "${dataset.name}"`);
    return known.index;
  });
  return Prisma.sql`i.class_index = ANY (${indices}::int[])`;
}

/** Bounds are taken back to raw nats, so that an index on the value can serve. */
function rangeCondition(name: ValueName, { min, max }: Range, presentation: Presentation): Prisma.Sql {
  const value = VALUES[presentation.method][name];
  const raw = (bound: number): number => bound / presentation.scale - shiftOf(name, presentation);
  if (min != null && max != null && min > max)
    throw badFilter(`the range of ${name} has min ${min} above max ${max}`);
  if ([min, max].some((bound) => bound != null && !Number.isFinite(bound))) {
    throw badFilter(`the range of ${name} has a bound that is not finite`);
  }
  const parts: Prisma.Sql[] = [];
  if (min != null) parts.push(Prisma.sql`${value} >= ${raw(min)}::float8`);
  if (max != null) parts.push(Prisma.sql`${value} <= ${raw(max)}::float8`);
  if (parts.length === 0) throw badFilter(`the range of ${name} has neither min nor max`);
  return Prisma.sql`(${Prisma.join(parts, ' AND ')})`;
}

function badFilter(what: string): InputFailure {
  return new InputFailure('BAD_FILTER', `The filter cannot be used: ${what}.`, 'filter');
}
