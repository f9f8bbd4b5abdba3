import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, Info, Int, Resolver, Root } from 'type-graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { shown, type Presentation, type ValueName } from '../../src/domain/interaction-filter.js';
import type { DatasetRecord } from '../../src/store/datasets.js';
import { aggregateInteractions } from '../../src/store/interaction-aggregates.js';
import {
  countInteractions,
  cursorOf,
  interactionPage,
  type InteractionOrder,
  type InteractionRow,
} from '../../src/store/interaction-page.js';
import type { RunRecord } from '../../src/store/runs.js';
import type { GraphContext } from '../context.js';
import { datasetOf } from '../run/dataset-of.js';
import { EstimationRun } from '../run/run.type.js';
import { checkedPageSize, connectionOf } from '../shared/connection.js';
import { GroupBy, InteractionAggregate } from './aggregate.type.js';
import {
  InteractionFilterInput,
  InteractionOrder as InteractionOrderInput,
  OrderDirection,
  toFilter,
} from './interaction.input.js';
import { Component, Interaction, InteractionConnection, type ComponentSpread } from './interaction.type.js';
import { presentationOf, PresentationArgs } from './presentation.args.js';
import { selects } from './selects.js';

@ArgsType()
class SelectionArgs extends PresentationArgs {
  @Field(() => InteractionFilterInput, { nullable: true, description: 'All samples when left out.' })
  filter?: InteractionFilterInput | null;
}

@ArgsType()
class InteractionsArgs extends SelectionArgs {
  @Field(() => InteractionOrderInput, { nullable: true, description: 'By sampleIndex when left out.' })
  orderBy?: InteractionOrderInput | null;

  @Field(() => Int, { defaultValue: 50, description: 'At most 1000.' })
  first!: number;

  @Field(() => String, { nullable: true, description: 'endCursor of the page before.' })
  after?: string | null;
}

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
    @Args(() => InteractionsArgs) { filter, orderBy, first, after, ...how }: InteractionsArgs,
  ): Promise<InteractionConnection | null> {
    if (run.status !== 'COMPLETED') return null;
    const { store } = context.workspace;
    const dataset = await datasetOf(run, context);
    const presentation = presentationOf(run, how);
    const chosen = toFilter(filter ?? {});
    const order: InteractionOrder = {
      by: orderBy?.field ?? 'sampleIndex',
      descending: orderBy?.direction === OrderDirection.DESC,
    };
    const [page, totalCount] = await Promise.all([
      interactionPage(store, run, dataset, {
        filter: chosen,
        order,
        presentation,
        first: checkedPageSize(first),
        after: after ?? null,
      }),
      selects(info, 'totalCount') ? countInteractions(store, run, dataset, chosen, presentation) : 0,
    ]);
    const { edges, pageInfo } = connectionOf(
      page.rows,
      (row) => cursorOf(row, run.id, how.method, order),
      page.hasNextPage,
    );
    return {
      edges: edges.map(({ cursor, node }) => ({ cursor, node: interaction(node, dataset, presentation) })),
      pageInfo,
      totalCount,
    };
  }

  @FieldResolver(() => [InteractionAggregate], {
    nullable: true,
    description: 'Statistics of the selected samples, by group. Null until the run is COMPLETED.',
  })
  async aggregate(
    @Root() run: RunRecord,
    @Ctx() context: GraphContext,
    @Args(() => SelectionArgs) { filter, ...how }: SelectionArgs,
    @Arg('groupBy', () => [GroupBy], {
      defaultValue: [],
      description: 'Groups are the combinations that occur; none gives one group of all.',
    })
    groupBy: GroupBy[],
  ): Promise<InteractionAggregate[] | null> {
    if (run.status !== 'COMPLETED') return null;
    const dataset = await datasetOf(run, context);
    const groups = await aggregateInteractions(
      context.workspace.store,
      run,
      dataset,
      toFilter(filter ?? {}),
      groupBy,
      presentationOf(run, how),
    );
    return groups.map((group) => ({
      ...group,
      label: group.classIndex === null ? null : dataset.classes[group.classIndex]!.label,
      dominant: group.dominant as Component | null,
      saturated:
        group.count === group.nonFiniteCount
          ? null
          : group.saturatedCount / (group.count - group.nonFiniteCount),
    }));
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
