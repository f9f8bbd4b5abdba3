import { Readable } from 'node:stream';
import { isEverything } from '../../domain/interaction-filter.js';
import { copyOut, copySlices, type Copy } from '../copy/copy-out.js';
import { JSON_VALUES, jsonColumns, jsonLines, type JsonColumns } from '../copy/json-values.js';
import {
  base64Of,
  numberColumns,
  packed,
  type NumberColumns,
  type PackedColumn,
} from '../copy/number-columns.js';
import { Prisma } from '../generated/client.js';
import type { Store } from '../open-store.js';
import { queryRows } from '../prepared.js';
import type { OrderPosition } from './interaction-order.js';
import {
  orderedRows,
  positionColumns,
  positionOf,
  type PositionedRow,
  type RowsRequest,
} from './ordered-rows.js';
import type { InteractionSelection } from './selection.js';
import { NUMBER_WIDTHS, shownColumns, type ColumnName, type SentColumn } from './shown-columns.js';

/** Each column's JSON, all held in memory. @throws InputFailure BAD_FILTER, TOO_MANY_EXPORTS */
export async function readJsonColumns(
  store: Store,
  selection: InteractionSelection,
  columns: readonly SentColumn[],
  request: RowsRequest,
): Promise<JsonColumns> {
  const rows = await copyRows(store, selection, columns.map(asJson), request, jsonValues);
  return jsonColumns(rows, columns);
}

/**
 * The base64 of each column's numbers (little-endian, NaN where missing), all held in memory.
 *
 * @param names of columns that are numbers, one at least
 * @throws InputFailure BAD_FILTER, TOO_MANY_EXPORTS
 */
export async function readBase64Columns(
  store: Store,
  selection: InteractionSelection,
  names: readonly ColumnName[],
  request: RowsRequest,
): Promise<{ readonly count: number; readonly base64: readonly (readonly Buffer[])[] }> {
  const columns = shownColumns(names, selection).map(({ name, expression }) => {
    const width = NUMBER_WIDTHS[name as ColumnName]!;
    return { name, width, expression: width === 4 ? Prisma.sql`(${expression})::int4` : expression };
  });
  const read = await readNumberColumns(store, selection, columns, request);
  return { count: read.count, base64: read.columns.map(base64Of) };
}

/** @throws InputFailure BAD_FILTER, TOO_MANY_EXPORTS */
export async function readNumberColumns(
  store: Store,
  selection: InteractionSelection,
  columns: readonly (Pick<SentColumn, 'expression'> & PackedColumn)[],
  request: RowsRequest,
): Promise<NumberColumns> {
  const copies = await copyRows(store, selection, columns, request, (rows) => ({
    statement: packed(rows, columns),
    options: 'FORMAT binary',
  }));
  return numberColumns(
    copies,
    columns.map(({ width }) => width),
  );
}

/** CSV (RFC 4180) with a head; a missing value is empty. @throws InputFailure BAD_FILTER, TOO_MANY_EXPORTS */
export function sendCsv(
  store: Store,
  selection: InteractionSelection,
  columns: readonly SentColumn[],
  request: RowsRequest,
): Promise<Readable> {
  return copyRows(store, selection, columns.map(asJson), request, (statement, at) => ({
    statement,
    options: at === 0 ? 'FORMAT csv, HEADER true' : 'FORMAT csv',
  }));
}

/** One JSON object a line; a missing value is null. @throws InputFailure BAD_FILTER, TOO_MANY_EXPORTS */
export async function sendNdjson(
  store: Store,
  selection: InteractionSelection,
  columns: readonly SentColumn[],
  request: RowsRequest,
): Promise<Readable> {
  const rows = await copyRows(store, selection, columns.map(asJson), request, jsonValues);
  return Readable.from(jsonLines(rows, columns), { objectMode: false });
}

/** Values of a slice, which is held in memory. */
const SLICE_VALUES = 2 ** 16;

/**
 * A whole run in its order comes in slices that are read two at a time; anything else in one piece, since a filter or
 * an order may make each of many statements as long as all of them.
 *
 * @param copyOf the COPY of a statement, and which of them it is
 */
function copyRows(
  store: Store,
  selection: InteractionSelection,
  columns: readonly Pick<SentColumn, 'name' | 'expression'>[],
  request: RowsRequest,
  copyOf: (rows: Prisma.Sql, at: number) => Copy,
): Promise<Readable> {
  const { filter, dataset } = selection;
  const { order, from, limit, backwards = false } = request;
  const start = (from?.sampleIndex ?? -1) + 1;
  const count = dataset.sampleCount - start;
  const rows = Math.max(1, Math.floor(SLICE_VALUES / Math.max(1, columns.length)));
  const isWhole = isEverything(filter) && order.by === 'sampleIndex' && !order.descending && !backwards;
  if (!isWhole || count <= rows || (limit !== null && limit < count))
    return copyOut(store, copyOf(orderedRows(selection, columns, request), 0));
  const slices = Array.from({ length: Math.ceil(count / rows) }, (_, at) => {
    const min = start + at * rows;
    const slice = { ...selection, filter: { sampleIndex: { min, max: min + rows - 1 } } };
    return copyOf(orderedRows(slice, columns, { ...request, from: null, limit: null }), at);
  });
  return copySlices(store, slices);
}

function jsonValues(statement: Prisma.Sql): Copy {
  return { statement, options: JSON_VALUES };
}

/** PostgreSQL writes booleans as t and f; all else that is no text is JSON as it writes it. */
function asJson(column: SentColumn): SentColumn {
  return column.name === 'saturated'
    ? { ...column, expression: Prisma.sql`(${column.expression})::text` }
    : column;
}

/** Where rows end that were read, and whether there are more. */
export async function endOfRows(
  store: Store,
  selection: InteractionSelection,
  request: RowsRequest,
  count: number,
): Promise<{ readonly position: OrderPosition; readonly hasMore: boolean }> {
  const columns = positionColumns(request.order, selection.presentation);
  const rows = await queryRows<PositionedRow>(
    store,
    Prisma.sql`SELECT * FROM (${orderedRows(selection, columns, { ...request, limit: count + 1 })}) page OFFSET ${count - 1}`,
  );
  return { position: positionOf(rows[0]!), hasMore: rows.length > 1 };
}
