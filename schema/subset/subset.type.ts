import { GraphQLJSONObject } from 'graphql-scalars';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionTypes } from '../shared/connection.js';
import { UserError } from '../shared/user-error.type.js';

@ObjectType({ description: 'Samples of one class in a subset.' })
export class SubsetClass {
  @Field(() => String, { description: 'The class.' })
  label!: string;

  @Field(() => Int, { description: 'Samples of it in the subset; 0 for a class it lacks.' })
  count!: number;
}

@ObjectType({ simpleResolvers: true, description: 'A stretch of a subset’s samples, in its order.' })
export class SubsetSamples {
  @Field(() => [Int], { description: 'Their rows in the dataset, from 0.' })
  sampleIndices!: readonly number[];

  @Field(() => [ID], { description: 'Their ids in the dataset.' })
  sampleIds!: readonly string[];
}

@ObjectType({
  description:
    'Samples of a dataset under a name, in an order, as a rule found them. It never changes, and outlives the run its rule is about. Whole, it can be fetched as `/subsets/ID/samples.csv`, `.ndjson` or `.npy`.',
})
export class Subset {
  @Field(() => ID, { description: 'A UUID.' })
  id!: string;

  @Field(() => String, { description: 'Unique within the dataset.' })
  name!: string;

  @Field(() => Int, { description: 'Samples in it.' })
  sampleCount!: number;

  @Field(() => ID, {
    nullable: true,
    description:
      'The run whose interactions the rule is about, which may be deleted; null where it is about none.',
  })
  runId!: string | null;

  @Field(() => GraphQLJSONObject, {
    description:
      'What found its samples, as it was applied: filters and orders are over components of `presentation`, in nats times `scale`, after the adjustment `offset`.',
  })
  rule!: object;

  @Field(() => Date, { description: 'When it was kept.' })
  createdAt!: Date;
}

const Base = connectionTypes(() => Subset, 'Subset');

@ObjectType({ description: 'A page of subsets.' })
export class SubsetConnection extends Base {}

@ObjectType({ description: 'What became of a subset to be kept.' })
export class SaveSubsetPayload {
  @Field(() => Subset, { nullable: true, description: 'The subset; null when there are userErrors.' })
  subset!: Subset | null;

  @Field(() => [UserError], { description: 'Why nothing was kept; empty when all went well.' })
  userErrors!: UserError[];
}

@ObjectType({ description: 'What became of a partition to be kept.' })
export class SavePartitionPayload {
  @Field(() => [Subset], {
    nullable: true,
    description: 'Its parts, that of the smallest values first; null when there are userErrors.',
  })
  subsets!: Subset[] | null;

  @Field(() => [UserError], { description: 'Why nothing was kept; empty when all went well.' })
  userErrors!: UserError[];
}

@ObjectType({ description: 'What became of a subset to be deleted.' })
export class DeleteSubsetPayload {
  @Field(() => ID, { nullable: true, description: 'The subset’s id; null when there are userErrors.' })
  deletedId!: string | null;

  @Field(() => [UserError], { description: 'Why nothing was deleted; empty when all went well.' })
  userErrors!: UserError[];
}
