import type { Store } from '../open-store.js';
import { queryRows } from '../prepared.js';
import { Prisma } from '../generated/client.js';
import type { InteractionOrder, OrderPosition } from './interaction-order.js';
import { orderedRows, positionColumns, type PositionedRow } from './ordered-rows.js';
import { fromSelection, type InteractionSelection } from './selection.js';
import type { SentColumn } from './shown-columns.js';

export interface InteractionPageRequest {
  readonly order: InteractionOrder;
  /** Most records. */
  readonly size: number;
  /** Where the page begins, or, read backwards, ends: the record there is not on it. Null for an end of the order. */
  readonly from: OrderPosition | null;
  /** Whether the page is the last before `from`, rather than the first after it. */
  readonly backwards: boolean;
}

export interface InteractionPage<Row> {
  /** In the order asked for, also where the page was read backwards. */
  readonly rows: readonly (Row & PositionedRow)[];
  /** Whether there are records beyond those, in the direction the page was read in. */
  readonly hasMore: boolean;
}

/**
 * A keyset page in one statement.
 *
 * @typeParam Row what the columns hold
 * @throws InputFailure BAD_FILTER
 */
export async function interactionPage<Row extends object>(
  store: Store,
  selection: InteractionSelection,
  columns: readonly SentColumn[],
  { size, ...request }: InteractionPageRequest,
): Promise<InteractionPage<Row>> {
  const read = [...columns, ...positionColumns(request.order, selection.presentation)];
  const rows = await queryRows<Row & PositionedRow>(
    store,
    orderedRows(selection, read, { ...request, limit: size + 1 }),
  );
  return pageOf(rows, size, request.backwards);
}

/** A page whose records are written as JSON: the list of them, and where each stands. */
export interface WrittenPage extends InteractionPage<object> {
  readonly json: string;
}

/**
 * The same, each record written as an object of JSON. The page comes as one row, and of its text nothing is read: that
 * takes both sides half the time.
 *
 * @throws InputFailure BAD_FILTER
 */
export async function writtenPage(
  store: Store,
  selection: InteractionSelection,
  { expression }: SentColumn,
  { size, ...request }: InteractionPageRequest,
): Promise<WrittenPage> {
  const read = [{ name: 'json', expression }, ...positionColumns(request.order, selection.presentation)];
  const rows = orderedRows(selection, read, { ...request, limit: size + 1 });
  const [columns] = await queryRows<{ json: string | null; indices: string; values: string }>(
    store,
    Prisma.sql`SELECT string_agg(json, ${Prisma.raw(`E'${BETWEEN}'`)}) AS json, string_agg("orderIndex"::text, ' ') AS indices,
        string_agg(coalesce("orderValue"::float8::text, ''), ' ') AS values
      FROM (${rows}) rows`,
  );
  const { json, indices, values } = columns!;
  if (json === null) return { json: '[]', rows: [], hasMore: false };
  const valueOf = values.split(' ');
  const positions = indices.split(' ').map((index, at) => ({
    orderIndex: Number(index),
    orderValue: valueOf[at] === '' ? null : Number(valueOf[at]),
  }));
  const page = pageOf(positions, size, request.backwards);
  let texts = page.hasMore ? json.slice(0, json.lastIndexOf(BETWEEN)) : json;
  if (request.backwards) texts = texts.split(BETWEEN).reverse().join(BETWEEN);
  return { json: `[${texts}]`, ...page };
}

/** Between the objects of a list: no line break stands within JSON. */
const BETWEEN = ',\n';

function pageOf<Row>(rows: Row[], size: number, backwards: boolean): { rows: Row[]; hasMore: boolean } {
  const page = rows.slice(0, size);
  return { rows: backwards ? page.reverse() : page, hasMore: rows.length > size };
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
