import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import {
  shown,
  VALUE_NAMES,
  type Presentation,
  type ValueName,
} from '../../src/domain/interaction-filter.js';
import type { DatasetRecord } from '../../src/store/datasets.js';
import { aggregateInteractions } from '../../src/store/interactions/aggregate-interactions.js';
import type { Moments } from '../../src/store/interactions/group-moments.js';
import type { InteractionGroup } from '../../src/store/interactions/interaction-groups.js';
import type { InteractionSelection } from '../../src/store/interactions/selection.js';
import type { Store } from '../../src/store/open-store.js';
import type { RunRecord } from '../../src/store/runs.js';
import type { GraphContext } from '../context.js';
import { EstimationRun } from '../run/run.type.js';
import {
  ComponentShares,
  GROUP_BY_ARGUMENT,
  GroupBy,
  InteractionAggregate,
  InteractionValues,
} from './aggregate.type.js';
import { groupOf } from './group-place.type.js';
import { selectedFields } from './selected-fields.js';
import { SelectionArgs, selectionOf } from './selection.args.js';

/** By the field that shows it. */
const STATISTICS = {
  mean: 'mean',
  standardDeviation: 'variance',
  minimum: 'minimum',
  maximum: 'maximum',
} as const;

@Resolver(() => EstimationRun)
export class AggregateResolver {
  @FieldResolver(() => [InteractionAggregate], {
    nullable: true,
    description:
      'Statistics of the selected samples, by group; those of all samples were made when the run completed. Null until the run is COMPLETED.',
  })
  async aggregate(
    @Root() run: RunRecord,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
    @Args(() => SelectionArgs) args: SelectionArgs,
    @Arg('groupBy', () => [GroupBy], GROUP_BY_ARGUMENT) groupBy: GroupBy[],
  ): Promise<InteractionAggregate[] | null> {
    const selection = await selectionOf(run, context, args);
    if (!selection) return null;
    return aggregatesOf(context.workspace.store, selection, groupBy, info);
  }
}

/** Aggregates of a selection by group, with the statistics that are asked for. */
export async function aggregatesOf(
  store: Store,
  selection: InteractionSelection,
  groupBy: readonly GroupBy[],
  info: GraphQLResolveInfo,
): Promise<InteractionAggregate[]> {
  const selected = selectedFields(info);
  const fields = (Object.keys(STATISTICS) as (keyof typeof STATISTICS)[]).filter((name) => selected.has(name)); // prettier-ignore
  const asked = fields.map((name) => selectedFields(info, name));
  const groups = await aggregateInteractions(store, selection, groupBy, {
    values: VALUE_NAMES.filter((name) => asked.some((names) => names.has(name))),
    moments: fields.map((name) => STATISTICS[name]),
    dominantCounts: selected.has('dominantShares'),
    counts: selected.has('saturated') || selected.has('nonFiniteCount'),
  });
  return groups.map((group) => aggregateOf(group, selection.dataset, selection.presentation));
}

/** A group as it is shown. */
export function aggregateOf(
  group: InteractionGroup,
  dataset: DatasetRecord,
  presentation: Presentation,
): InteractionAggregate {
  const finite = group.count - group.nonFiniteCount;
  return {
    ...groupOf(group, dataset),
    count: group.count,
    nonFiniteCount: group.nonFiniteCount,
    saturated: finite === 0 ? null : group.saturatedCount / finite,
    dominantShares: sharesOf(group),
    mean: shownValues(group, presentation, ({ mean }) => mean),
    standardDeviation: shownValues(
      group,
      { ...presentation, offset: 0 }, // the adjustment moves a location but not a spread
      ({ variance }) => variance && Math.sqrt(variance),
    ),
    minimum: shownValues(group, presentation, ({ minimum }) => minimum),
    maximum: shownValues(group, presentation, ({ maximum }) => maximum),
  };
}

function sharesOf({ dominantCounts }: InteractionGroup): ComponentShares | null {
  if (!dominantCounts) return null;
  const { r, u1, u2, s } = dominantCounts;
  const all = r + u1 + u2 + s;
  return all === 0 ? null : { r: r / all, u1: u1 / all, u2: u2 / all, s: s / all };
}

/** One statistic of the values that were asked for, as shown. */
function shownValues(
  { values }: InteractionGroup,
  presentation: Presentation,
  statistic: (moments: Moments) => number | null,
): InteractionValues {
  const value = (name: ValueName): number | null => {
    const moments = values[name];
    return shown((moments && statistic(moments)) ?? null, name, presentation);
  };
  return Object.fromEntries(VALUE_NAMES.map((name) => [name, value(name)])) as unknown as InteractionValues;
}
