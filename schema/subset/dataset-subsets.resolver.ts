import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { DatasetRecord } from '../../src/store/datasets.js';
import { newestSubsets, type SubsetRecord } from '../../src/store/subsets/subsets.js';
import type { GraphContext } from '../context.js';
import { Dataset } from '../dataset/dataset.type.js';
import type { ConnectionOf } from '../shared/connection.js';
import { NewestFirstArgs, newestFirstPage } from '../shared/newest-first.js';
import { SubsetConnection } from './subset.type.js';

@Resolver(() => Dataset)
export class DatasetSubsetsResolver {
  @FieldResolver(() => SubsetConnection, { description: 'The dataset’s subsets, the newest first.' })
  subsets(
    @Root() dataset: DatasetRecord,
    @Ctx() { workspace }: GraphContext,
    @Args(() => NewestFirstArgs) page: NewestFirstArgs,
  ): Promise<ConnectionOf<SubsetRecord>> {
    return newestFirstPage(page, (first, after) => newestSubsets(workspace.store, dataset.id, first, after));
  }
}
