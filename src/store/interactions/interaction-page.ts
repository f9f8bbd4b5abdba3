import type { ComponentName, ValueName } from '../../domain/interaction-filter.js';
import { Prisma } from '../generated/client.js';
import type { Store } from '../open-store.js';
import { queryRows } from '../prepared.js';
import { orderParts, type InteractionOrder, type OrderPosition } from './interaction-order.js';
import { fromSelection, type InteractionSelection } from './selection.js';
import { dominantExpression, SATURATED, VALUES } from './values.js';

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

export interface InteractionPageRequest {
  readonly order: InteractionOrder;
  /** Most records. */
  readonly size: number;
  /** Where the page begins, or, read backwards, ends: the record there is not on it. Null for an end of the order. */
  readonly from: OrderPosition | null;
  /** Whether the page is the last before `from`, rather than the first after it. */
  readonly backwards: boolean;
}

export interface InteractionPage {
  /** In the order asked for, also where the page was read backwards. */
  readonly rows: readonly InteractionRow[];
  /** Whether there are records beyond those, in the direction the page was read in. */
  readonly hasMore: boolean;
}

/**
 * A keyset page in one statement: its cost does not depend on how far from the beginning it is, where an index has
 * the order.
 *
 * @throws InputFailure BAD_FILTER
 */
export async function interactionPage(
  store: Store,
  selection: InteractionSelection,
  { order, size, from, backwards }: InteractionPageRequest,
): Promise<InteractionPage> {
  const { presentation } = selection;
  const { r, u1, u2, s } = VALUES[presentation.method];
  const selected = fromSelection(selection);
  const parts = orderParts({ method: presentation.method, order }, from, backwards).map(
    ({ condition, ordering }) => Prisma.sql`(
      SELECT i.sample_index AS "sampleIndex", x.sample_id AS "sampleId", i.class_index AS "classIndex", x.split,
        i.fold, i.i1, i.i2, i.i12, i.h1, i.h2, ${r} AS r, ${u1} AS u1, ${u2} AS u2, ${s} AS s,
        ${dominantExpression(presentation)} AS dominant, ${SATURATED} AS saturated,
        i.r_spread AS "rSpread", i.u1_spread AS "u1Spread", i.u2_spread AS "u2Spread", i.s_spread AS "sSpread",
        i.non_finite_reason AS "nonFiniteReason"
      ${selected} AND ${condition} ORDER BY ${ordering} LIMIT ${size + 1})`,
  );
  // Parts are appended to each other as they stand (they have limits, which no parallel plan may reorder), and the
  // second is not begun where the first has enough.
  const rows = await queryRows<InteractionRow>(
    store,
    parts.length === 1
      ? parts[0]!
      : Prisma.sql`SELECT * FROM (${Prisma.join(parts, ' UNION ALL ')}) page LIMIT ${size + 1}`,
  );
  const page = rows.slice(0, size);
  return { rows: backwards ? page.reverse() : page, hasMore: rows.length > size };
}

/** Where a record of a page stands in its order. */
export function positionOf(row: InteractionRow, { by }: InteractionOrder): OrderPosition {
  return { value: by === 'sampleIndex' ? null : row[by], sampleIndex: row.sampleIndex };
}

/**
 * How many records are selected.
 *
 * @throws InputFailure BAD_FILTER
 */
export async function countInteractions(store: Store, selection: InteractionSelection): Promise<number> {
  const [row] = await queryRows<{ count: number }>(
    store,
    Prisma.sql`SELECT count(*)::int AS count ${fromSelection(selection)}`,
  );
  return row!.count;
}
