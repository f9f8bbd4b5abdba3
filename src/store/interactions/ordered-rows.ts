import type { Presentation } from '../../domain/interaction-filter.js';
import { Prisma } from '../generated/client.js';
import { orderParts, type InteractionOrder, type OrderPosition } from './interaction-order.js';
import { fromSelection, type InteractionSelection } from './selection.js';
import type { SentColumn } from './shown-columns.js';
import { VALUES } from './values.js';

/** Which of the selected records are read, and in which order. */
export interface RowsRequest {
  readonly order: InteractionOrder;
  /** Most records; null for all. */
  readonly limit: number | null;
  /** The record they begin after; null for the first. */
  readonly from: OrderPosition | null;
  /** Read in reverse: what comes before `from`, the nearest first; or the last ones. */
  readonly backwards?: boolean;
}

/**
 * Columns of the rows asked for, in order: its cost does not depend on how far from the beginning they are, where an
 * index has the order.
 *
 * @throws InputFailure BAD_FILTER
 */
export function orderedRows(
  selection: InteractionSelection,
  columns: readonly Pick<SentColumn, 'name' | 'expression'>[],
  { order, limit, from, backwards = false }: RowsRequest,
): Prisma.Sql {
  const selected = fromSelection(selection);
  const list = Prisma.join(
    columns.map(({ name, expression }) => Prisma.sql`${expression} AS ${Prisma.raw(`"${name}"`)}`),
  );
  // Beside the parameter a bound in the text, the next power of two: of a statement that may be for any number of rows,
  // the server would make a plan anew each time; and of a text for every number, it would keep too many.
  const bound = Prisma.raw(
    String(limit === null ? MOST_ROWS : 2 ** Math.ceil(Math.log2(Math.max(1, limit)))),
  );
  const most = limit ?? MOST_ROWS;
  const { presentation, filter } = selection;
  const bounds = order.by === 'sampleIndex' ? null : filter.ranges?.[order.by];
  const hasNulls = bounds?.min == null && bounds?.max == null; // nothing that is null is within bounds
  const parts = orderParts({ method: presentation.method, order }, from, backwards, hasNulls).map(
    ({ condition, ordering }) =>
      Prisma.sql`(SELECT ${list} ${selected} AND ${condition} ORDER BY ${ordering} LIMIT ${bound})`,
  );
  // Parts are appended to each other as they stand (they have limits, which no parallel plan may reorder), and the
  // second is not begun where the first has enough.
  return Prisma.sql`SELECT * FROM (${Prisma.join(parts, ' UNION ALL ')}) rows LIMIT ${most}::int`;
}

const MOST_ROWS = 2 ** 31 - 1;

/** A row with its place in the order. */
export interface PositionedRow {
  /** Raw, in nats. */
  readonly orderValue: number | null;
  readonly orderIndex: number;
}

/** The columns that say where rows stand. */
export function positionColumns(
  { by }: InteractionOrder,
  { method }: Presentation,
): Pick<SentColumn, 'name' | 'expression'>[] {
  return [
    { name: 'orderIndex', expression: Prisma.sql`i.sample_index` },
    { name: 'orderValue', expression: by === 'sampleIndex' ? Prisma.sql`NULL` : VALUES[method][by] },
  ];
}

export function positionOf({ orderValue, orderIndex }: PositionedRow): OrderPosition {
  return { value: orderValue, sampleIndex: orderIndex };
}
