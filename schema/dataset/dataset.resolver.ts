import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { importContent } from '../../src/actions/import-content.js';
import { requireDataset } from '../../src/actions/require-dataset.js';
import { scoredSubjects } from '../../src/actions/scored-subjects.js';
import type { DatasetRecord } from '../../src/store/datasets.js';
import { newestDatasets, newestRuns } from '../../src/store/newest-first.js';
import type { RunRecord } from '../../src/store/runs.js';
import type { GraphContext } from '../context.js';
import { EstimationRunConnection } from '../run/run.type.js';
import { checkedPageSize, type ConnectionOf } from '../shared/connection.js';
import { newestFirstConnection } from '../shared/newest-first-connection.js';
import { orUserErrors } from '../shared/user-error.type.js';
import { Dataset, DatasetConnection, SuppliedLogProbabilities } from './dataset.type.js';
import { ImportDatasetInput, ImportDatasetPayload } from './import-dataset.input.js';

@Resolver(() => Dataset)
export class DatasetResolver {
  @Query(() => Dataset, { description: 'One dataset. Error code `DATASET_NOT_FOUND` when there is none.' })
  dataset(
    @Ctx() { workspace }: GraphContext,
    @Arg('id', () => ID, { description: 'Its id or its name.' }) id: string,
  ): Promise<DatasetRecord> {
    return requireDataset(workspace.store, id, 'id');
  }

  @Query(() => DatasetConnection, { description: 'All datasets, the newest first.' })
  async datasets(
    @Ctx() { workspace }: GraphContext,
    @Arg('first', () => Int, { defaultValue: 50, description: 'At most 1000.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'endCursor of the page before.' })
    after: string | null,
  ): Promise<ConnectionOf<DatasetRecord>> {
    const page = await newestDatasets(workspace.store, checkedPageSize(first), after ?? null);
    return newestFirstConnection(page, after ?? null);
  }

  @FieldResolver(() => EstimationRunConnection, { description: 'The dataset’s runs, the newest first.' })
  async runs(
    @Root() dataset: DatasetRecord,
    @Ctx() { workspace }: GraphContext,
    @Arg('first', () => Int, { defaultValue: 50, description: 'At most 1000.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'endCursor of the page before.' })
    after: string | null,
  ): Promise<ConnectionOf<RunRecord>> {
    const page = await newestRuns(workspace.store, dataset.id, checkedPageSize(first), after ?? null);
    return newestFirstConnection(page, after ?? null);
  }

  @FieldResolver(() => [SuppliedLogProbabilities], {
    description: 'The classifiers that came with the dataset, in place of trained ones.',
  })
  logProbabilities(@Root() dataset: DatasetRecord): SuppliedLogProbabilities[] {
    return scoredSubjects(dataset).map((subject) => ({ subject }));
  }

  @Mutation(() => ImportDatasetPayload, {
    description: 'Checks and stores a dataset; a refused file leaves nothing behind.',
  })
  importDataset(
    @Ctx() { workspace }: GraphContext,
    @Arg('input', () => ImportDatasetInput, { description: 'The file.' }) input: ImportDatasetInput,
  ): Promise<ImportDatasetPayload> {
    return orUserErrors(async () => ({ dataset: (await importContent(workspace, input)) as Dataset }), {
      dataset: null,
    });
  }
}
