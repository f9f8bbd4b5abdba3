import { Readable } from 'node:stream';
import {
  COMPONENT_NAMES,
  shiftOf,
  VALUE_NAMES,
  type ComponentName,
  type Presentation,
  type ValueName,
} from '../../domain/interaction-filter.js';
import { copyOut } from '../copy/copy-out.js';
import { JSON_VALUES, jsonColumns, jsonLines, type JsonColumns } from '../copy/json-values.js';
import { numberColumns, type NumberColumns } from '../copy/number-columns.js';
import { Prisma } from '../generated/client.js';
import type { Store } from '../open-store.js';
import { queryRows } from '../prepared.js';
import { orderParts, type InteractionOrder, type OrderPosition } from './interaction-order.js';
import { fromSelection, type InteractionSelection } from './selection.js';
import { dominantExpression, SATURATED, VALUES } from './values.js';

/** Standard deviations of the LSMI components over the run's repetitions. */
const SPREAD_NAMES = COMPONENT_NAMES.map((name) => `${name}Spread` as const);
type SpreadName = `${ComponentName}Spread`;

export const COLUMN_NAMES = [
  'sampleId',
  'sampleIndex',
  'label',
  'split',
  ...VALUE_NAMES,
  'dominant',
  'saturated',
  'fold',
  'nonFiniteReason',
  ...SPREAD_NAMES,
] as const;
export type ColumnName = (typeof COLUMN_NAMES)[number];

/** Columns that are numbers, with the bytes of one. */
export const NUMBER_WIDTHS: Readonly<Partial<Record<ColumnName, 4 | 8>>> = {
  sampleIndex: 4,
  fold: 4,
  ...Object.fromEntries([...VALUE_NAMES, ...SPREAD_NAMES].map((name) => [name, 8])),
};

/** Which of the selected records are read, and in which order. */
export interface ColumnsRequest {
  readonly order: InteractionOrder;
  /** Most records; null for all. */
  readonly limit: number | null;
  /** The record they begin after; null for the first. */
  readonly from: OrderPosition | null;
}

/** A column of rows that are sent: its name, and an expression of `interactions i` and `samples x`. */
export interface SentColumn {
  readonly name: string;
  readonly isText: boolean;
  readonly expression: Prisma.Sql;
}

/** Columns that are texts. */
export const TEXT_COLUMNS: ReadonlySet<ColumnName> = new Set([
  'sampleId',
  'label',
  'split',
  'dominant',
  'nonFiniteReason',
]);

/** Columns as the presentation shows them. */
export function shownColumns(names: readonly ColumnName[], selection: InteractionSelection): SentColumn[] {
  return names.map((name) => ({
    name,
    isText: TEXT_COLUMNS.has(name),
    expression: expressionOf(name, selection),
  }));
}

/** Components by the evidence rule, raw, as `evidenceR` and so on. */
export function evidenceColumns(): SentColumn[] {
  return COMPONENT_NAMES.map((name) => ({
    name: `evidence${name.toUpperCase()}`,
    isText: false,
    expression: VALUES.evidence[name],
  }));
}

/** A column of texts in upper case. */
export function upperCased(column: SentColumn): SentColumn {
  return { ...column, expression: Prisma.sql`upper(${column.expression})` };
}

/** Each column's JSON, all held in memory. @throws InputFailure BAD_FILTER, TOO_MANY_EXPORTS */
export async function readJsonColumns(
  store: Store,
  selection: InteractionSelection,
  columns: readonly SentColumn[],
  request: ColumnsRequest,
): Promise<JsonColumns> {
  const rows = await copyOut(store.url, rowsOf(selection, columns.map(asJson), request), JSON_VALUES);
  return jsonColumns(rows, columns);
}

/**
 * Each column's numbers, all held in memory.
 *
 * @param names of columns that are numbers
 * @throws InputFailure BAD_FILTER, TOO_MANY_EXPORTS
 */
export async function readNumberColumns(
  store: Store,
  selection: InteractionSelection,
  names: readonly ColumnName[],
  request: ColumnsRequest,
): Promise<NumberColumns> {
  const columns = shownColumns(names, selection).map(({ name, expression }) => ({
    name,
    expression: NUMBER_WIDTHS[name as ColumnName] === 4 ? Prisma.sql`(${expression})::int4` : expression,
  }));
  const rows = await copyOut(store.url, rowsOf(selection, columns, request), 'FORMAT binary');
  return numberColumns(rows, names.map((name) => NUMBER_WIDTHS[name]!)); // prettier-ignore
}

/** CSV (RFC 4180) with a head; a missing value is empty. @throws InputFailure BAD_FILTER, TOO_MANY_EXPORTS */
export function sendCsv(
  store: Store,
  selection: InteractionSelection,
  columns: readonly SentColumn[],
  request: ColumnsRequest,
): Promise<Readable> {
  return copyOut(store.url, rowsOf(selection, columns.map(asJson), request), 'FORMAT csv, HEADER true');
}

/** One JSON object a line; a missing value is null. @throws InputFailure BAD_FILTER, TOO_MANY_EXPORTS */
export async function sendNdjson(
  store: Store,
  selection: InteractionSelection,
  columns: readonly SentColumn[],
  request: ColumnsRequest,
): Promise<Readable> {
  const rows = await copyOut(store.url, rowsOf(selection, columns.map(asJson), request), JSON_VALUES);
  return Readable.from(jsonLines(rows, columns), { objectMode: false });
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
  request: ColumnsRequest,
  count: number,
): Promise<{ readonly position: OrderPosition; readonly hasMore: boolean }> {
  const { by } = request.order;
  const columns = [
    { name: 'sampleIndex', expression: Prisma.sql`i.sample_index` },
    {
      name: 'value',
      expression: by === 'sampleIndex' ? Prisma.sql`NULL` : VALUES[selection.presentation.method][by],
    },
  ];
  const rows = await queryRows<OrderPosition>(
    store,
    Prisma.sql`SELECT * FROM (${rowsOf(selection, columns, { ...request, limit: count + 1 })}) page OFFSET ${count - 1}`,
  );
  return { position: rows[0]!, hasMore: rows.length > 1 };
}

/** The rows asked for, in order. */
function rowsOf(
  selection: InteractionSelection,
  columns: readonly Pick<SentColumn, 'name' | 'expression'>[],
  { order, limit, from }: ColumnsRequest,
): Prisma.Sql {
  const selected = fromSelection(selection);
  const list = Prisma.join(
    columns.map(({ name, expression }) => Prisma.sql`${expression} AS ${Prisma.raw(`"${name}"`)}`),
  );
  const most = limit ?? MOST_ROWS;
  const parts = orderParts({ method: selection.presentation.method, order }, from, false).map(
    ({ condition, ordering }) =>
      Prisma.sql`(SELECT ${list} ${selected} AND ${condition} ORDER BY ${ordering} LIMIT ${most})`,
  );
  if (parts.length === 1) return parts[0]!;
  return Prisma.sql`SELECT * FROM (${Prisma.join(parts, ' UNION ALL ')}) rows LIMIT ${most}`;
}

/** Parts with limits are appended in their order, by one process. */
const MOST_ROWS = 2 ** 31 - 1;

function expressionOf(name: ColumnName, { dataset, presentation }: InteractionSelection): Prisma.Sql {
  switch (name) {
    case 'sampleId':
      return Prisma.sql`x.sample_id`;
    case 'sampleIndex':
      return Prisma.sql`i.sample_index`;
    case 'label':
      return Prisma.sql`(${dataset.classes.map(({ label }) => label)}::text[])[i.class_index + 1]`;
    case 'split':
      return Prisma.sql`x.split`;
    case 'fold':
      return Prisma.sql`i.fold`;
    case 'dominant':
      return dominantExpression(presentation);
    case 'saturated':
      return SATURATED;
    case 'nonFiniteReason':
      return Prisma.sql`i.non_finite_reason`;
    case 'rSpread':
    case 'u1Spread':
    case 'u2Spread':
    case 'sSpread':
      return spreadExpression(name, presentation);
    default:
      return shownExpression(name, presentation);
  }
}

/** The same arithmetic as `shown`, so that the same bits come out. */
function shownExpression(name: ValueName, presentation: Presentation): Prisma.Sql {
  const value = VALUES[presentation.method][name];
  const shift = shiftOf(name, presentation);
  const shifted = shift === 0 ? value : Prisma.sql`(${value} + ${shift}::float8)`;
  return presentation.scale === 1 ? shifted : Prisma.sql`${shifted} * ${presentation.scale}::float8`;
}

/** The adjustment moves no spread; the evidence rule has none. */
function spreadExpression(name: SpreadName, { method, scale }: Presentation): Prisma.Sql {
  if (method === 'evidence') return Prisma.sql`NULL::float8`;
  const column = Prisma.raw(`i.${name.replace('Spread', '_spread')}`);
  return scale === 1 ? column : Prisma.sql`${column} * ${scale}::float8`;
}
