import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import { shown, type Presentation, type ValueName } from '../../src/domain/interaction-filter.js';
import type { DatasetRecord } from '../../src/store/datasets.js';
import { cursorOf } from '../../src/store/interactions/interaction-order.js';
import {
  countInteractions,
  interactionPage,
  positionOf,
  type InteractionRow,
} from '../../src/store/interactions/interaction-page.js';
import type { RunRecord } from '../../src/store/runs.js';
import type { GraphContext } from '../context.js';
import { EstimationRun } from '../run/run.type.js';
import { connectionOf } from '../shared/connection.js';
import { Component, Interaction, InteractionConnection, type ComponentSpread } from './interaction.type.js';
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
    const { dataset, presentation } = selection;
    const order = orderOf(args.orderBy);
    const ordered = { runId: run.id, method: presentation.method, order };
    const request = pageRequest(args, ordered);
    const [{ rows, hasMore }, totalCount] = await Promise.all([
      interactionPage(store, selection, request),
      selectedFields(info).has('totalCount') ? countInteractions(store, selection) : 0,
    ]);
    const isBeyond = request.from !== null; // the record of the cursor itself
    const page = connectionOf(
      rows.map((row) => interaction(row, dataset, presentation)),
      (_, index) => cursorOf(ordered, positionOf(rows[index]!, order)),
      request.backwards
        ? { hasPreviousPage: hasMore, hasNextPage: isBeyond }
        : { hasNextPage: hasMore, hasPreviousPage: isBeyond },
    );
    return Object.assign(page, { totalCount });
  }
}

function interaction(row: InteractionRow, dataset: DatasetRecord, presentation: Presentation): Interaction {
  const value = (name: ValueName): number | null => shown(row[name], name, presentation);
  return {
    sampleId: row.sampleId,
    sampleIndex: row.sampleIndex,
    label: dataset.classes[row.classIndex]!.label,
    split: row.split,
    fold: row.fold,
    dominant: row.dominant as Component | null,
    saturated: row.saturated,
    spread: spreadOf(row, presentation),
    nonFiniteReason: row.nonFiniteReason,
    r: value('r'),
    u1: value('u1'),
    u2: value('u2'),
    s: value('s'),
    i1: value('i1'),
    i2: value('i2'),
    i12: value('i12'),
    h1: value('h1'),
    h2: value('h2'),
  };
}

/** The adjustment moves no spread; the unit scales it. */
function spreadOf(
  { rSpread, u1Spread, u2Spread, sSpread }: InteractionRow,
  { method, scale }: Presentation,
): ComponentSpread | null {
  if (method === 'evidence') return null;
  if (rSpread === null || u1Spread === null || u2Spread === null || sSpread === null) return null;
  return { r: rSpread * scale, u1: u1Spread * scale, u2: u2Spread * scale, s: sSpread * scale };
}
