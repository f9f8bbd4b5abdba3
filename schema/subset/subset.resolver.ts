import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, ID, Info, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { deleteNamed } from '../../src/actions/named.js';
import { badSubset } from '../../src/actions/subsets/bad-subset.js';
import { requireSubset, SUBSET } from '../../src/actions/subsets/require-subset.js';
import { savePartition } from '../../src/actions/subsets/save-partition.js';
import { saveSubset } from '../../src/actions/subsets/save-subset.js';
import type { DatasetRecord } from '../../src/store/datasets.js';
import type { RunRecord } from '../../src/store/runs.js';
import { readSamples, type SubsetSamples as Stretch } from '../../src/store/subsets/subset-samples.js';
import { newestSubsets, type SubsetRecord } from '../../src/store/subsets/subsets.js';
import type { GraphContext } from '../context.js';
import { Dataset } from '../dataset/dataset.type.js';
import { aggregatesOf } from '../interaction/aggregate.resolver.js';
import { GROUP_BY_ARGUMENT, GroupBy, InteractionAggregate } from '../interaction/aggregate.type.js';
import { presentationOf, PresentationArgs } from '../interaction/presentation.args.js';
import { datasetOf } from '../run/dataset-of.js';
import { EstimationRun } from '../run/run.type.js';
import type { ConnectionOf } from '../shared/connection.js';
import { newestOfDataset, NewestOfDatasetArgs } from '../shared/newest-first.js';
import { orUserErrors } from '../shared/user-error.type.js';
import { SavePartitionInput, SaveSubsetInput } from './save-subset.input.js';
import { interactionsOf, ruleOf } from './subset-rule.js';
import {
  DeleteSubsetPayload,
  SavePartitionPayload,
  SaveSubsetPayload,
  Subset,
  SubsetClass,
  SubsetConnection,
  SubsetSamples,
} from './subset.type.js';

const MOST_SAMPLES = 100_000;

@Resolver(() => Subset)
export class SubsetResolver {
  @Query(() => Subset, {
    description: 'One subset. Error codes `SUBSET_NOT_FOUND` and, of a name, `AMBIGUOUS_NAME`.',
  })
  subset(
    @Ctx() { workspace }: GraphContext,
    @Arg('id', () => ID, { description: 'Its id, or its name where one dataset alone has it.' }) id: string,
  ): Promise<SubsetRecord> {
    return requireSubset(workspace.store, id);
  }

  @Query(() => SubsetConnection, { description: 'Subsets, the newest first.' })
  subsets(
    @Ctx() { workspace }: GraphContext,
    @Args(() => NewestOfDatasetArgs) page: NewestOfDatasetArgs,
  ): Promise<ConnectionOf<SubsetRecord>> {
    return newestOfDataset(workspace.store, page, newestSubsets);
  }

  @FieldResolver(() => Dataset, { description: 'Whose samples they are.' })
  dataset(@Root() subset: SubsetRecord, @Ctx() context: GraphContext): Promise<DatasetRecord> {
    return datasetOf(subset, context);
  }

  @FieldResolver(() => EstimationRun, {
    nullable: true,
    description:
      'The run whose interactions the rule is about; null where it was deleted, and where it is about none.',
  })
  async run(@Root() { runId }: SubsetRecord, @Ctx() { runs }: GraphContext): Promise<RunRecord | null> {
    return runId === null ? null : runs.load(runId);
  }

  @FieldResolver(() => Boolean, { description: 'Whether the run its rule is about was deleted since.' })
  async runIsDeleted(@Root() { runId }: SubsetRecord, @Ctx() { runs }: GraphContext): Promise<boolean> {
    return runId !== null && (await runs.load(runId)) === null;
  }

  @FieldResolver(() => [SubsetClass], {
    description: 'Samples of each class of the dataset, in their order.',
  })
  async classes(@Root() subset: SubsetRecord, @Ctx() context: GraphContext): Promise<SubsetClass[]> {
    const { classes } = await datasetOf(subset, context);
    return classes.map(({ label, index }) => ({ label, count: subset.classCounts[index] ?? 0 }));
  }

  @FieldResolver(() => SubsetSamples, {
    description: 'Its samples; `/subsets/ID/samples.csv` and so on send all of them.',
  })
  samples(
    @Root() subset: SubsetRecord,
    @Ctx() { workspace }: GraphContext,
    @Arg('offset', () => Int, { defaultValue: 0, description: 'Samples before the first.' }) offset: number,
    @Arg('limit', () => Int, { defaultValue: 1000, description: `At most ${String(MOST_SAMPLES)}.` })
    limit: number,
  ): Promise<Stretch> {
    if (offset < 0) throw badSubset(`offset must be 0 or more, got ${String(offset)}.`, 'offset');
    if (limit < 1 || limit > MOST_SAMPLES)
      throw badSubset(`limit must be from 1 to ${String(MOST_SAMPLES)}, got ${String(limit)}.`, 'limit');
    return readSamples(workspace.store, subset, Math.min(offset, subset.sampleCount), limit);
  }

  @FieldResolver(() => [InteractionAggregate], {
    nullable: true,
    description:
      'Statistics of its samples in the run its rule is about, by group; null where there is none. Of another run: `aggregate` there, with a filter by this subset.',
  })
  async aggregate(
    @Root() subset: SubsetRecord,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
    @Args(() => PresentationArgs) how: PresentationArgs,
    @Arg('groupBy', () => [GroupBy], GROUP_BY_ARGUMENT) groupBy: GroupBy[],
  ): Promise<InteractionAggregate[] | null> {
    const run = await this.run(subset, context);
    if (!run) return null;
    const dataset = await datasetOf(subset, context);
    const filter = { subset: { in: [subset.id] } };
    const selection = { run, dataset, filter, presentation: presentationOf(run, how) };
    return aggregatesOf(context.workspace.store, selection, groupBy, info);
  }

  @Mutation(() => SaveSubsetPayload, {
    description:
      'Keeps the samples that a rule finds. Made again by the same rule of the same run, a subset is the same.',
  })
  saveSubset(
    @Ctx() context: GraphContext,
    @Arg('input', () => SaveSubsetInput, { description: 'The name and the rule.' }) input: SaveSubsetInput,
  ): Promise<SaveSubsetPayload> {
    return orUserErrors(
      async () => {
        const { rule, scope } = await ruleOf(input, context);
        return { subset: await saveSubset(context.workspace.store, input.name, rule, scope) };
      },
      { subset: null },
    );
  }

  @Mutation(() => SavePartitionPayload, {
    description:
      'Deals a run’s samples into parts by a value, redundancy say, of equal size but for what is left over, and keeps each as a subset; all or none. `aggregate` of the parts tells how they differ.',
  })
  savePartition(
    @Ctx() context: GraphContext,
    @Arg('input', () => SavePartitionInput, { description: 'The name, and what parts are made by.' })
    { name, by, parts, perClass, ...about }: SavePartitionInput,
  ): Promise<SavePartitionPayload> {
    return orUserErrors(
      async () => {
        const selection = await interactionsOf(about, context);
        const subsets = await savePartition(
          context.workspace.store,
          name,
          { by, parts, perClass },
          selection,
        );
        return { subsets: subsets };
      },
      { subsets: null },
    );
  }

  @Mutation(() => DeleteSubsetPayload, { description: 'Deletes a subset, and none of its samples.' })
  deleteSubset(
    @Ctx() { workspace }: GraphContext,
    @Arg('id', () => ID, { description: 'Its id, or its name where one dataset alone has it.' }) id: string,
  ): Promise<DeleteSubsetPayload> {
    return orUserErrors(async () => ({ deletedId: (await deleteNamed(workspace.store, SUBSET, id)).id }), {
      deletedId: null,
    });
  }
}
