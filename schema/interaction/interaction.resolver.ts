import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import { cursorOf } from '../../src/store/interactions/interaction-order.js';
import {
  countInteractions,
  interactionPage,
  writtenPage,
  type InteractionPage,
  type InteractionPageRequest,
} from '../../src/store/interactions/interaction-page.js';
import type { InteractionSelection } from '../../src/store/interactions/selection.js';
import { positionOf } from '../../src/store/interactions/ordered-rows.js';
import type { ShownValues } from '../../src/store/interactions/shown-columns.js';
import type { RunRecord } from '../../src/store/runs.js';
import type { GraphContext } from '../context.js';
import { EstimationRun } from '../run/run.type.js';
import { connectionOf } from '../shared/connection.js';
import { InteractionConnection, type ComponentSpread } from './interaction.type.js';
import { pageColumns, writtenNodes } from './answer-columns.js';
import { orderOf } from './interaction-order.input.js';
import { InteractionsArgs, pageRequest } from './interactions.args.js';
import { selectionOf } from './selection.args.js';
import { selectedFields } from './selected-fields.js';

@Resolver(() => EstimationRun)
export class InteractionResolver {
  @FieldResolver(() => InteractionConnection, {
    nullable: true,
    description: 'The run’s per-sample records, in pages. Null until the run is COMPLETED.',
  })
  async interactions(
    @Root() run: RunRecord,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
    @Args(() => InteractionsArgs) args: InteractionsArgs,
  ): Promise<InteractionConnection | null> {
    const selection = await selectionOf(run, context, args);
    if (!selection) return null;
    const { store } = context.workspace;
    const order = orderOf(args.orderBy);
    const ordered = { runId: run.id, method: selection.presentation.method, order };
    const request = pageRequest(args, ordered);
    const [{ page, nodes }, totalCount] = await Promise.all([
      readPage(selection, context, info, request),
      selectedFields(info).has('totalCount') ? countInteractions(store, selection) : 0,
    ]);
    const isBeyond = request.from !== null; // the record of the cursor itself
    const connection = connectionOf(
      page.rows,
      (row) => cursorOf(ordered, positionOf(row)),
      request.backwards
        ? { hasPreviousPage: page.hasMore, hasNextPage: isBeyond }
        : { hasNextPage: page.hasMore, hasPreviousPage: isBeyond },
    );
    return Object.assign(connection, { nodes, totalCount }) as unknown as InteractionConnection;
  }
}

/** What was asked for of a record, as shown. */
type Row = Partial<ShownValues>;

/** A page, and its nodes: none where they are a part of the answer that the database has written. */
async function readPage(
  selection: InteractionSelection,
  { workspace: { store }, parts }: GraphContext,
  info: GraphQLResolveInfo,
  request: InteractionPageRequest,
): Promise<{ readonly page: InteractionPage<Row>; readonly nodes: readonly Row[] }> {
  const written = parts && writtenNodes(info, selection);
  if (!written) {
    const page = await interactionPage<Row>(store, selection, pageColumns(info, selection), request);
    return { page, nodes: page.rows.map(withSpread) };
  }
  const page = await writtenPage(store, selection, written.object, request);
  parts.add(info, written.key, page.json);
  return { page, nodes: [] };
}

/** Columns that were not asked for are not there, and nobody asks for them. */
function withSpread(row: Row): Row & { readonly spread: ComponentSpread | null } {
  return Object.assign(row, { spread: spreadOf(row) });
}

function spreadOf({ rSpread, u1Spread, u2Spread, sSpread }: Row): ComponentSpread | null {
  if (rSpread == null || u1Spread == null || u2Spread == null || sSpread == null) return null;
  return { r: rSpread, u1: u1Spread, u2: u2Spread, s: sSpread };
}
