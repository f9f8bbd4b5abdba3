import { z } from 'zod';
import { InputFailure } from '../domain/failure.js';
import type {
  ComponentName,
  InteractionFilter,
  MethodName,
  Presentation,
  ValueName,
} from '../domain/interaction-filter.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import type { DatasetRecord } from './datasets.js';
import { Prisma } from './generated/client.js';
import {
  dominantExpression,
  filterCondition,
  fromInteractions,
  SATURATED,
  VALUES,
} from './interaction-condition.js';
import type { Store } from './open-store.js';
import type { RunRecord } from './runs.js';

/** One record with its sample: values raw, in nats; components by the method of the page's presentation. */
export interface InteractionRow extends Record<ValueName, number | null> {
  readonly sampleIndex: number;
  readonly sampleId: string;
  readonly classIndex: number;
  readonly split: string | null;
  readonly fold: number;
  readonly dominant: ComponentName | null;
  readonly saturated: boolean;
  /**
   * Standard deviations of the LSMI components over the run's repetitions, nats, whatever the method; null where
   * the run has one repetition, or where a value is not finite in one of them.
   */
  readonly rSpread: number | null;
  readonly u1Spread: number | null;
  readonly u2Spread: number | null;
  readonly sSpread: number | null;
  readonly nonFiniteReason: string | null;
}

export interface InteractionOrder {
  /** A value, or the sample's position in the dataset. Samples without the value come last. */
  readonly by: ValueName | 'sampleIndex';
  readonly descending: boolean;
}

export interface InteractionPageRequest {
  readonly filter: InteractionFilter;
  readonly order: InteractionOrder;
  readonly presentation: Presentation;
  readonly first: number;
  /** Cursor of the record the page follows; null for the first page. */
  readonly after: string | null;
}

export interface InteractionPage {
  readonly rows: readonly InteractionRow[];
  readonly hasNextPage: boolean;
}

/**
 * A keyset page: the records after a cursor in a total order (ties by sample index), in one statement.
 *
 * @throws InputFailure BAD_FILTER, BAD_CURSOR
 */
export async function interactionPage(
  store: Store,
  run: RunRecord,
  dataset: DatasetRecord,
  request: InteractionPageRequest,
): Promise<InteractionPage> {
  const { order, presentation } = request;
  const values = VALUES[presentation.method];
  const condition = filterCondition(request.filter, dataset, presentation);
  const position =
    request.after === null ? null : readCursor(request.after, run.id, presentation.method, order);
  const value = order.by === 'sampleIndex' ? null : values[order.by];
  const direction = order.descending ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  const ordering = value
    ? Prisma.sql`${value} ${direction} NULLS LAST, i.sample_index ASC`
    : Prisma.sql`i.sample_index ${direction}`;
  const rows = await store.prisma.$queryRaw<InteractionRow[]>`
    SELECT i.sample_index AS "sampleIndex", x.sample_id AS "sampleId", i.class_index AS "classIndex", x.split,
      i.fold::int AS fold, i.i1, i.i2, i.i12, i.h1, i.h2,
      ${values.r} AS r, ${values.u1} AS u1, ${values.u2} AS u2, ${values.s} AS s,
      ${dominantExpression(presentation)} AS dominant, coalesce(${SATURATED}, false) AS saturated,
      i.r_spread AS "rSpread", i.u1_spread AS "u1Spread", i.u2_spread AS "u2Spread", i.s_spread AS "sSpread",
      i.non_finite_reason AS "nonFiniteReason"
    ${fromInteractions(run, dataset)} AND ${condition} AND ${position ? afterPosition(position, order, value) : Prisma.sql`TRUE`}
    ORDER BY ${ordering}
    LIMIT ${request.first + 1}`;
  return { rows: rows.slice(0, request.first), hasNextPage: rows.length > request.first };
}

/** How many of a run's records a filter selects. */
export async function countInteractions(
  store: Store,
  run: RunRecord,
  dataset: DatasetRecord,
  filter: InteractionFilter,
  presentation: Presentation,
): Promise<number> {
  const [row] = await store.prisma.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count
    ${fromInteractions(run, dataset)} AND ${filterCondition(filter, dataset, presentation)}`;
  return row?.count ?? 0;
}

/** Where a page starts: the ordering value and the sample index of the record before it. */
interface Position {
  readonly value: number | null;
  readonly sampleIndex: number;
}

/** @param ordered what the order compares; null for the sample index */
function afterPosition(
  { value, sampleIndex }: Position,
  order: InteractionOrder,
  ordered: Prisma.Sql | null,
): Prisma.Sql {
  if (ordered === null) {
    return order.descending
      ? Prisma.sql`i.sample_index < ${sampleIndex}`
      : Prisma.sql`i.sample_index > ${sampleIndex}`;
  }
  if (value === null) return Prisma.sql`(${ordered} IS NULL AND i.sample_index > ${sampleIndex})`;
  const beyond = order.descending
    ? Prisma.sql`${ordered} < ${value}::float8`
    : Prisma.sql`${ordered} > ${value}::float8`;
  return Prisma.sql`(${beyond} OR (${ordered} = ${value}::float8 AND i.sample_index > ${sampleIndex}) OR ${ordered} IS NULL)`;
}

/** Run, method, order, direction, ordering value, sample index. */
const cursorSchema = z.tuple([
  z.string(),
  z.string(),
  z.string(),
  z.boolean(),
  z.number().nullable(),
  z.number().int().min(0).max(2_147_483_647),
]);

/** The opaque cursor of a record in an order of one method's values. */
export function cursorOf(
  row: InteractionRow,
  runId: string,
  method: MethodName,
  order: InteractionOrder,
): string {
  const value = order.by === 'sampleIndex' ? null : row[order.by];
  const { by, descending } = order;
  const place: z.infer<typeof cursorSchema> = [runId, method, by, descending, value, row.sampleIndex];
  return encodeCursor(place);
}

function readCursor(cursor: string, runId: string, method: MethodName, order: InteractionOrder): Position {
  const bad = (what: string): InputFailure =>
    new InputFailure(
      'BAD_CURSOR',
      `The cursor ${what}: pass an endCursor of the same field, method and order.`,
      'after',
    );
  let content: unknown;
  try {
    content = decodeCursor(cursor);
  } catch {
    throw bad('is not one this server gave out');
  }
  const parsed = cursorSchema.safeParse(content);
  if (!parsed.success) throw bad('is not one this server gave out');
  const [ofRun, ofMethod, by, descending, value, sampleIndex] = parsed.data;
  if (ofRun !== runId) throw bad('belongs to another run');
  if (ofMethod !== method) throw bad('belongs to another method');
  if (by !== order.by || descending !== order.descending) throw bad('belongs to another order');
  return { value, sampleIndex };
}
