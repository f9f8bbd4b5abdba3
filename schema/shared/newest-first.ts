import { ArgsType, Field, ID, Int } from 'type-graphql';
import { requireDataset } from '../../src/actions/require-dataset.js';
import { newestFirstCursor, type Page } from '../../src/store/newest-first.js';
import type { Store } from '../../src/store/open-store.js';
import { checkedPageSize, connectionOf, type ConnectionOf } from './connection.js';

/** Which page of what is listed with the newest first. */
@ArgsType()
export class NewestFirstArgs {
  @Field(() => Int, { defaultValue: 50, description: 'At most 1000.' })
  first!: number;

  @Field(() => String, { nullable: true, description: 'endCursor of the page before.' })
  after?: string | null;
}

@ArgsType()
export class NewestOfDatasetArgs extends NewestFirstArgs {
  @Field(() => ID, { nullable: true, description: 'Id or name; of all datasets when left out.' })
  dataset?: string | null;
}

interface Dated {
  readonly createdAt: Date;
  readonly id: string;
}

/** The page that `read` finds. @throws InputFailure BAD_PAGE_SIZE */
export async function newestFirstPage<Row extends Dated>(
  { first, after = null }: NewestFirstArgs,
  read: (first: number, after: string | null) => Promise<Page<Row>>,
): Promise<ConnectionOf<Row>> {
  const { rows, hasNextPage } = await read(checkedPageSize(first), after);
  return connectionOf(rows, newestFirstCursor, { hasNextPage, hasPreviousPage: after !== null });
}

/** What `read` finds of the dataset that was asked for, or of all. @throws InputFailure DATASET_NOT_FOUND, BAD_PAGE_SIZE */
export async function newestOfDataset<Row extends Dated>(
  store: Store,
  { dataset, ...page }: NewestOfDatasetArgs,
  read: (store: Store, datasetId: string | null, first: number, after: string | null) => Promise<Page<Row>>,
): Promise<ConnectionOf<Row>> {
  const id = dataset == null ? null : (await requireDataset(store, dataset)).id;
  return newestFirstPage(page, (first, after) => read(store, id, first, after));
}
