import { ArgsType, Field, Int } from 'type-graphql';
import { InputFailure } from '../../src/domain/failure.js';
import type { RowsRequest } from '../../src/store/interactions/ordered-rows.js';
import type { ColumnName } from '../../src/store/interactions/shown-columns.js';
import { readCursor, type OrderedRun } from '../../src/store/interactions/interaction-order.js';
import { ColumnEncoding, InteractionColumn } from './columns.type.js';
import { InteractionOrder, orderOf } from './interaction-order.input.js';
import { MOST_ROWS, MOST_VALUES, mostRows } from './most-rows.js';
import { SelectionArgs } from './selection.args.js';

/** Which rows, and in which order: what columns and exports take alike. */
@ArgsType()
export class RowsArgs extends SelectionArgs {
  @Field(() => InteractionOrder, { nullable: true, description: 'By sampleIndex when left out.' })
  orderBy?: InteractionOrder | null;

  @Field(() => [InteractionColumn], {
    nullable: true,
    description: 'Only these, of the columns selected; the others come as null. All of them when left out.',
  })
  columns?: ColumnName[] | null;

  @Field(() => Int, {
    nullable: true,
    description: `Most rows: up to ${String(MOST_ROWS)}, and ${String(MOST_VALUES)} values in all columns; as many as that when left out.`,
  })
  limit?: number | null;

  @Field(() => String, { nullable: true, description: 'Only what follows this cursor.' })
  after?: string | null;
}

@ArgsType()
export class ColumnsArgs extends RowsArgs {
  @Field(() => ColumnEncoding, {
    defaultValue: ColumnEncoding.JSON,
    description: 'How columns of numbers are sent.',
  })
  encoding!: ColumnEncoding;
}

/**
 * @param width columns
 * @throws InputFailure BAD_LIMIT, BAD_CURSOR
 */
export function columnsRequest(args: RowsArgs, of: Omit<OrderedRun, 'order'>, width: number): RowsRequest {
  const { limit } = args;
  const most = mostRows(width);
  if (limit != null && (limit < 1 || limit > most)) {
    throw new InputFailure(
      'BAD_LIMIT',
      `limit must be from 1 to ${String(most)} for ${String(width)} columns, got ${String(limit)}: page with \`after\`, or export as CSV or NDJSON.`,
      'limit',
    );
  }
  return { ...rowsRequest(args, of), limit: limit ?? most };
}

/** @throws InputFailure BAD_CURSOR */
export function rowsRequest(
  { orderBy, after }: RowsArgs,
  of: Omit<OrderedRun, 'order'>,
): Omit<RowsRequest, 'limit'> {
  const order = orderOf(orderBy);
  return { order, from: after == null ? null : readCursor(after, { ...of, order }, 'after') };
}
