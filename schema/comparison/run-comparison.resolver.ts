import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, ID, Info, Int, Query, Resolver, Root } from 'type-graphql';
import { requireCompleted } from '../../src/actions/export-interactions.js';
import { found } from '../../src/actions/require-run.js';
import { InputFailure } from '../../src/domain/failure.js';
import { COMPONENT_NAMES, type ComponentName } from '../../src/domain/interaction-filter.js';
import {
  compareInteractions,
  movedSamples,
  type ComparedGroup,
} from '../../src/store/interactions/compare-interactions.js';
import type { InteractionSelection } from '../../src/store/interactions/selection.js';
import type { GraphContext } from '../context.js';
import { Component } from '../interaction/interaction.type.js';
import { SelectionArgs, selectionOf } from '../interaction/selection.args.js';
import { selectedFields } from '../interaction/selected-fields.js';
import type { EstimationRun } from '../run/run.type.js';
import { checkedPageSize } from '../shared/connection.js';
import { ComponentComparison, MovedSample, RunComparison } from './run-comparison.type.js';

@Resolver(() => RunComparison)
export class RunComparisonResolver {
  @Query(() => RunComparison, {
    description:
      'Two completed runs of the same samples: training strategies, seeds, modality pairs or checkpoints. Runs of one dataset are compared by row, of two datasets by sample id. Error code `NO_COMMON_SAMPLES` where they share none.',
  })
  async compareRuns(
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
    @Arg('baselineId', () => ID, { description: 'The run that is compared with.' }) baselineId: string,
    @Arg('runId', () => ID, { description: 'The run that is compared; a filter means its values.' })
    runId: string,
    @Args(() => SelectionArgs) args: SelectionArgs,
  ): Promise<RunComparison> {
    const { filter: _, ...how } = args;
    const pair = {
      baseline: await selected(baselineId, 'baselineId', context, how),
      run: await selected(runId, 'runId', context, args),
    };
    const asked = [...selectedFields(info, 'components'), ...selectedFields(info, 'classes', 'components')];
    const [all, ...classes] = await compareInteractions(context.workspace.store, pair, {
      byClass: selectedFields(info).has('classes'),
      ranks: asked.includes('rankCorrelation'),
    });
    if (all!.count === 0) {
      throw new InputFailure(
        'NO_COMMON_SAMPLES',
        `The runs ${baselineId} and ${runId} share no sample that is selected: runs of two datasets are compared by sample id.`,
        'baselineId',
      );
    }
    return {
      baseline: pair.baseline.run as unknown as EstimationRun, // the other fields have resolvers
      run: pair.run.run as unknown as EstimationRun,
      count: all!.count,
      dominantAgreement: all!.dominantAgreement,
      components: componentsOf(all!),
      classes: classes.map((group) => ({
        label: pair.run.dataset.classes[group.classIndex!]!.label,
        count: group.count,
        dominantAgreement: group.dominantAgreement,
        components: componentsOf(group),
      })),
      pair,
    };
  }

  @FieldResolver(() => [MovedSample], { description: 'The samples that moved most, the farthest first.' })
  async moved(
    @Root() { pair }: RunComparison,
    @Ctx() { workspace }: GraphContext,
    @Arg('first', () => Int, { defaultValue: 20, description: 'How many, at most 1000.' }) first: number,
    @Arg('component', () => Component, {
      nullable: true,
      description: 'By this component alone; by all four when left out.',
    })
    component: ComponentName | null,
  ): Promise<MovedSample[]> {
    const samples = await movedSamples(workspace.store, pair, component ?? null, checkedPageSize(first));
    return samples.map(({ classIndex, ...sample }) => ({
      ...sample,
      label: pair.run.dataset.classes[classIndex]!.label,
    }));
  }
}

/** @throws InputFailure RUN_NOT_FOUND, RUN_NOT_COMPLETE, BAD_FILTER */
async function selected(
  id: string,
  field: string,
  context: GraphContext,
  args: SelectionArgs,
): Promise<InteractionSelection> {
  const run = found(await context.runs.load(id), id, field);
  requireCompleted(run);
  return (await selectionOf(run, context, args))!;
}

function componentsOf({ components }: ComparedGroup): ComponentComparison[] {
  return COMPONENT_NAMES.map((name) => ({ component: name as Component, ...components[name] }));
}
