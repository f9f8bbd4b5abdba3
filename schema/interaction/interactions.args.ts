import { ArgsType, Field, Int } from 'type-graphql';
import { InputFailure } from '../../src/domain/failure.js';
import { readCursor, type OrderedRun } from '../../src/store/interactions/interaction-order.js';
import type { InteractionPageRequest } from '../../src/store/interactions/interaction-page.js';
import { checkedPageSize } from '../shared/connection.js';
import { InteractionOrder } from './interaction-order.input.js';
import { SelectionArgs } from './selection.args.js';

const USUAL_PAGE = 50;

@ArgsType()
export class InteractionsArgs extends SelectionArgs {
  @Field(() => InteractionOrder, { nullable: true, description: 'By sampleIndex when left out.' })
  orderBy?: InteractionOrder | null;

  @Field(() => Int, {
    nullable: true,
    description: `The first so many, from 1 to 1000; ${String(USUAL_PAGE)} when \`last\` is left out, too.`,
  })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'Only what follows this cursor; with `first`.' })
  after?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The last so many, from 1 to 1000, in the same order as ever.',
  })
  last?: number | null;

  @Field(() => String, { nullable: true, description: 'Only what precedes this cursor; with `last`.' })
  before?: string | null;
}

/** @throws InputFailure BAD_PAGE, BAD_PAGE_SIZE, BAD_CURSOR */
export function pageRequest(
  { first, after, last, before }: InteractionsArgs,
  ordered: OrderedRun,
): InteractionPageRequest {
  const backwards = last != null;
  if ((backwards && (first != null || after != null)) || (!backwards && before != null)) {
    throw new InputFailure('BAD_PAGE', 'A page takes first and after, or last and before.', 'first');
  }
  const cursor = backwards ? before : after;
  const argument = backwards ? 'before' : 'after';
  return {
    order: ordered.order,
    size: backwards ? checkedPageSize(last, 'last') : checkedPageSize(first ?? USUAL_PAGE),
    from: cursor == null ? null : readCursor(cursor, ordered, argument),
    backwards,
  };
}
