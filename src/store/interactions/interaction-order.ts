import { z } from 'zod';
import { InputFailure } from '../../domain/failure.js';
import { VALUE_NAMES, type MethodName, type ValueName } from '../../domain/interaction-filter.js';
import { decodeCursor, encodeCursor } from '../cursor.js';
import { Prisma } from '../generated/client.js';
import { VALUES } from './values.js';

/** A total order of a run's records: ties of a value are in the order of the dataset. */
export interface InteractionOrder {
  /** A value, or the sample's position in the dataset. Samples without the value come last. */
  readonly by: ValueName | 'sampleIndex';
  readonly descending: boolean;
}

/** Where a record stands in an order: its raw value, null for none and by sample index, and its sample index. */
export interface OrderPosition {
  readonly value: number | null;
  readonly sampleIndex: number;
}

/** An order of one run's records by one method's values: what a cursor is valid for. */
export interface OrderedRun {
  readonly runId: string;
  readonly method: MethodName;
  readonly order: InteractionOrder;
}

/** A stretch of records, which one index can give in order. */
export interface OrderPart {
  readonly condition: Prisma.Sql;
  readonly ordering: Prisma.Sql;
}

/**
 * The records that come after a position (null: all), or in reverse those that come before it, as parts that follow
 * each other: those with a value, then those without.
 *
 * Bounds of the value stand by themselves (`>=` and the tie apart), because an index follows no OR.
 *
 * @param hasNulls false where every record that is read has a value
 */
export function orderParts(
  { method, order }: Pick<OrderedRun, 'method' | 'order'>,
  from: OrderPosition | null,
  reverse: boolean,
  hasNulls = true,
): OrderPart[] {
  if (order.by === 'sampleIndex') {
    const part = bySampleIndex(order.descending !== reverse);
    return [{ ...part, condition: from ? beyond(part, from.sampleIndex) : Prisma.sql`TRUE` }];
  }
  const value = VALUES[method][order.by];
  const ties = bySampleIndex(reverse);
  const descending = order.descending !== reverse;
  const beyondTie = from && beyond(ties, from.sampleIndex);

  const withValue = (): OrderPart => {
    const ordering = Prisma.sql`${value} ${descending ? Prisma.sql`DESC` : Prisma.sql`ASC`}, ${ties.ordering}`;
    if (from === null || from.value === null) {
      return { condition: Prisma.sql`${value} IS NOT NULL`, ordering };
    }
    const bound = Prisma.sql`${from.value}::float8`;
    const [atLeast, past] = descending ? [Prisma.sql`<=`, Prisma.sql`<`] : [Prisma.sql`>=`, Prisma.sql`>`];
    return {
      condition: Prisma.sql`(${value} ${atLeast} ${bound} AND (${value} ${past} ${bound} OR ${beyondTie}))`,
      ordering,
    };
  };
  const withoutValue = (): OrderPart => ({
    condition:
      from !== null && from.value === null
        ? Prisma.sql`(${value} IS NULL AND ${beyondTie})`
        : Prisma.sql`${value} IS NULL`,
    ordering: ties.ordering,
  });

  const isAmongNulls = from !== null && from.value === null;
  if (!hasNulls && !isAmongNulls) return [withValue()];
  if (!reverse) return isAmongNulls ? [withoutValue()] : [withValue(), withoutValue()];
  return from === null || isAmongNulls ? [withoutValue(), withValue()] : [withValue()];
}

interface IndexOrder {
  readonly ordering: Prisma.Sql;
  readonly past: Prisma.Sql;
}

function bySampleIndex(descending: boolean): IndexOrder {
  return descending
    ? { ordering: Prisma.sql`i.sample_index DESC`, past: Prisma.sql`<` }
    : { ordering: Prisma.sql`i.sample_index ASC`, past: Prisma.sql`>` };
}

function beyond({ past }: IndexOrder, sampleIndex: number): Prisma.Sql {
  return Prisma.sql`i.sample_index ${past} ${sampleIndex}::int`;
}

/** Run, method, order, direction, ordering value, sample index. */
const cursorSchema = z.tuple([
  z.string(),
  z.enum(['lsmi', 'evidence']),
  z.enum([...VALUE_NAMES, 'sampleIndex']),
  z.boolean(),
  z.number().nullable(),
  z.number().int().min(0).max(2_147_483_647),
]);

/** The opaque cursor of a position. */
export function cursorOf({ runId, method, order }: OrderedRun, position: OrderPosition): string {
  const { by, descending } = order;
  const place: z.infer<typeof cursorSchema> = [runId, method, by, descending, position.value, position.sampleIndex]; // prettier-ignore
  return encodeCursor(place);
}

/**
 * @param field the argument it came in
 * @throws InputFailure BAD_CURSOR
 */
export function readCursor(cursor: string, of: OrderedRun, field: 'after' | 'before'): OrderPosition {
  const bad = (what: string): InputFailure =>
    new InputFailure(
      'BAD_CURSOR',
      `The cursor ${what}: pass a cursor of the same field, method and order.`,
      field,
    );
  let content: unknown;
  try {
    content = decodeCursor(cursor);
  } catch {
    throw bad('is not one this server gave out');
  }
  const parsed = cursorSchema.safeParse(content);
  if (!parsed.success) throw bad('is not one this server gave out');
  const [runId, method, by, descending, value, sampleIndex] = parsed.data;
  if (runId !== of.runId) throw bad('belongs to another run');
  if (method !== of.method) throw bad('belongs to another method');
  if (by !== of.order.by || descending !== of.order.descending) throw bad('belongs to another order');
  return { value, sampleIndex };
}
