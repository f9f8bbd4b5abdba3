import {
  COMPONENT_NAMES,
  shiftOf,
  VALUE_NAMES,
  type ComponentName,
  type Presentation,
  type ValueName,
} from '../../domain/interaction-filter.js';
import { Prisma } from '../generated/client.js';
import type { InteractionSelection } from './selection.js';
import { dominantExpression, SATURATED, VALUES } from './values.js';

/** Standard deviations of the LSMI components over the run's repetitions. */
export const SPREAD_NAMES = COMPONENT_NAMES.map((name) => `${name}Spread` as const);
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

/** What a column holds for a sample, as shown. */
export interface ShownValues extends Record<ValueName, number | null>, Record<SpreadName, number | null> {
  readonly sampleId: string;
  readonly sampleIndex: number;
  readonly label: string;
  readonly split: string | null;
  readonly dominant: ComponentName | null;
  readonly saturated: boolean;
  readonly fold: number;
  readonly nonFiniteReason: string | null;
}

/** A column of rows that are read: its name, and an expression of `interactions i` and `samples x`. */
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

/**
 * Columns as one object of JSON, put together from texts: PostgreSQL's own functions for objects take a quarter longer.
 *
 * @param columns by the keys they have in it: letters, digits and underscores
 */
export function asObject(columns: ReadonlyMap<string, SentColumn>): SentColumn {
  const parts = [...columns].flatMap(([key, { isText, expression }], at) => [
    Prisma.raw(`'${at === 0 ? '{' : ','}"${key}":'`),
    // What is no text is JSON as PostgreSQL writes it.
    Prisma.sql`coalesce(${isText ? Prisma.sql`to_json(${expression})` : Prisma.sql`(${expression})`}::text, 'null')`,
  ]);
  const texts: Prisma.Sql[] = [];
  for (let at = 0; at < parts.length; at += MOST_ARGUMENTS) {
    texts.push(Prisma.sql`concat(${Prisma.join(parts.slice(at, at + MOST_ARGUMENTS))})`);
  }
  return { name: 'json', isText: true, expression: Prisma.sql`(${Prisma.join(texts, ' || ')} || '}')` };
}

/** Of a function in PostgreSQL. */
const MOST_ARGUMENTS = 100;

/** The same text for every row. */
export function constantColumn(text: string): SentColumn {
  return { name: 'constant', isText: true, expression: Prisma.sql`${text}::text` };
}

/** A column of texts in upper case. */
export function upperCased(column: SentColumn): SentColumn {
  return { ...column, expression: Prisma.sql`upper(${column.expression})` };
}

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
