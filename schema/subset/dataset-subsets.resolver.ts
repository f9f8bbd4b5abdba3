import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import type { DatasetRecord } from '../../src/store/datasets.js';
import { newestSubsets, type SubsetRecord } from '../../src/store/subsets/subsets.js';
import type { GraphContext } from '../context.js';
import { Dataset } from '../dataset/dataset.type.js';
import { checkedPageSize, type ConnectionOf } from '../shared/connection.js';
import { newestFirstConnection } from '../shared/newest-first-connection.js';
import { SubsetConnection } from './subset.type.js';

@Resolver(() => Dataset)
export class DatasetSubsetsResolver {
  @FieldResolver(() => SubsetConnection, { description: 'The dataset’s subsets, the newest first.' })
  async subsets(
    @Root() dataset: DatasetRecord,
    @Ctx() { workspace }: GraphContext,
    @Arg('first', () => Int, { defaultValue: 50, description: 'At most 1000.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'endCursor of the page before.' })
    after: string | null,
  ): Promise<ConnectionOf<SubsetRecord>> {
    const page = await newestSubsets(workspace.store, dataset, checkedPageSize(first), after ?? null);
    return newestFirstConnection(page, after ?? null);
  }
}
