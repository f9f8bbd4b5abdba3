import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { importContent } from '../../src/actions/import-content.js';
import { requireDataset } from '../../src/actions/require-dataset.js';
import { scoredSubjects } from '../../src/actions/scored-subjects.js';
import type { DatasetRecord } from '../../src/store/datasets.js';
import { newestDatasets, newestRuns } from '../../src/store/newest-first.js';
import type { RunRecord } from '../../src/store/runs.js';
import type { GraphContext } from '../context.js';
import { EstimationRunConnection } from '../run/run.type.js';
import type { ConnectionOf } from '../shared/connection.js';
import { NewestFirstArgs, newestFirstPage } from '../shared/newest-first.js';
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
  datasets(
    @Ctx() { workspace }: GraphContext,
    @Args(() => NewestFirstArgs) page: NewestFirstArgs,
  ): Promise<ConnectionOf<DatasetRecord>> {
    return newestFirstPage(page, (first, after) => newestDatasets(workspace.store, first, after));
  }

  @FieldResolver(() => EstimationRunConnection, { description: 'The dataset’s runs, the newest first.' })
  runs(
    @Root() dataset: DatasetRecord,
    @Ctx() { workspace }: GraphContext,
    @Args(() => NewestFirstArgs) page: NewestFirstArgs,
  ): Promise<ConnectionOf<RunRecord>> {
    return newestFirstPage(page, (first, after) => newestRuns(workspace.store, dataset.id, first, after));
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
