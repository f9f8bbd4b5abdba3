import { Arg, Args, Ctx, FieldResolver, Float, Int, Resolver, Root } from 'type-graphql';
import {
  densityGrid,
  histograms,
  quantiles,
} from '../../src/store/interactions/interaction-distributions.js';
import type { RunRecord } from '../../src/store/runs.js';
import type { GraphContext } from '../context.js';
import { EstimationRun } from '../run/run.type.js';
import { GROUP_BY_ARGUMENT, GroupBy } from './aggregate.type.js';
import { InteractionDensity, InteractionHistogram, InteractionQuantiles } from './distribution.type.js';
import { groupOf } from './group-place.type.js';
import { RangeInput } from './interaction-filter.input.js';
import { InteractionValue } from './interaction-order.input.js';
import { SelectionArgs, selectionOf } from './selection.args.js';

const RANGE = {
  nullable: true,
  description: 'What the bins cover, as shown; where a bound is left out, as far as there are samples.',
};

@Resolver(() => EstimationRun)
export class DistributionResolver {
  @FieldResolver(() => [InteractionHistogram], {
    nullable: true,
    description:
      'How a value is distributed over the selected samples, by group; no group where none has the value. Null until the run is COMPLETED.',
  })
  async histogram(
    @Root() run: RunRecord,
    @Ctx() context: GraphContext,
    @Args(() => SelectionArgs) args: SelectionArgs,
    @Arg('component', () => InteractionValue, { description: 'The value.' }) component: InteractionValue,
    @Arg('bins', () => Int, {
      nullable: true,
      description:
        'How many bins, from 1 to 1000; as many as Scott’s rule gives, at most 200, when left out.',
    })
    bins: number | null,
    @Arg('range', () => RangeInput, RANGE) range: RangeInput | null,
    @Arg('groupBy', () => [GroupBy], GROUP_BY_ARGUMENT) groupBy: GroupBy[],
  ): Promise<InteractionHistogram[] | null> {
    const selection = await selectionOf(run, context, args);
    if (!selection) return null;
    const request = { bins: bins ?? null, range: range ?? {} };
    const groups = await histograms(context.workspace.store, selection, component, request, groupBy);
    return groups.map(({ edges, counts, below, above, ...place }) => {
      return { ...groupOf(place, selection.dataset), edges, counts, below, above };
    });
  }

  @FieldResolver(() => [InteractionQuantiles], {
    nullable: true,
    description:
      'Quantiles of a value over the selected samples, by group; no group where none has the value. Null until the run is COMPLETED.',
  })
  async quantiles(
    @Root() run: RunRecord,
    @Ctx() context: GraphContext,
    @Args(() => SelectionArgs) args: SelectionArgs,
    @Arg('component', () => InteractionValue, { description: 'The value.' }) component: InteractionValue,
    @Arg('probabilities', () => [Float], {
      defaultValue: [0.05, 0.25, 0.5, 0.75, 0.95],
      description: 'Up to 1000, each from 0, the smallest value, to 1, the largest.',
    })
    probabilities: number[],
    @Arg('groupBy', () => [GroupBy], GROUP_BY_ARGUMENT) groupBy: GroupBy[],
  ): Promise<InteractionQuantiles[] | null> {
    const selection = await selectionOf(run, context, args);
    if (!selection) return null;
    const groups = await quantiles(context.workspace.store, selection, component, probabilities, groupBy);
    return groups.map(({ count, values, ...place }) => {
      return { ...groupOf(place, selection.dataset), count, values };
    });
  }

  @FieldResolver(() => InteractionDensity, {
    nullable: true,
    description:
      'How often two values come together over the selected samples. Null where no sample has both, and until the run is COMPLETED.',
  })
  async density(
    @Root() run: RunRecord,
    @Ctx() context: GraphContext,
    @Args(() => SelectionArgs) args: SelectionArgs,
    @Arg('x', () => InteractionValue, { description: 'The value to the right.' }) x: InteractionValue,
    @Arg('y', () => InteractionValue, { description: 'The value upwards.' }) y: InteractionValue,
    @Arg('bins', () => Int, { defaultValue: 64, description: 'Bins of each value, from 1 to 256.' })
    bins: number,
    @Arg('xRange', () => RangeInput, RANGE) xRange: RangeInput | null,
    @Arg('yRange', () => RangeInput, RANGE) yRange: RangeInput | null,
  ): Promise<InteractionDensity | null> {
    const selection = await selectionOf(run, context, args);
    if (!selection) return null;
    const axes = [
      { by: x, range: xRange ?? {} },
      { by: y, range: yRange ?? {} },
    ] as const;
    return densityGrid(context.workspace.store, selection, ...axes, bins);
  }
}
