import { GraphQLJSONObject } from 'graphql-scalars';
import { Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import { UserError } from '../shared/user-error.type.js';
import { EstimationRun } from './run.type.js';

@InputType({
  description:
    'What is done to say how sure a run’s numbers are; all of it costs time. Left out: the preset’s.',
})
export class UncertaintyInput {
  @Field(() => Int, {
    nullable: true,
    description: 'Bootstrap draws for the intervals of means, up to 100000; 0 for no intervals.',
  })
  bootstrap?: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Of the intervals, between 0 and 1: 0.9 leaves 5% on either side.',
  })
  confidence?: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Estimations with folds and starts of their own, 1 to 100: records are of their average, and `spread` tells how far they lie apart.',
  })
  repetitions?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Estimations on permuted labels for p-values, up to 10000; 0 for no test.',
  })
  permutations?: number | null;
}

@InputType({ description: 'What to estimate, and how.' })
export class StartEstimationInput {
  @Field(() => ID, { description: 'The dataset’s id or name.' })
  datasetId!: string;

  @Field(() => [String], {
    nullable: true,
    description: 'Names of x1 and x2; may be left out where the dataset has exactly two modalities.',
  })
  pair?: string[] | null;

  @Field(() => String, {
    defaultValue: 'accurate',
    description: 'A set of values: `accurate`, `fast` or `paper`.',
  })
  preset!: string;

  @Field(() => GraphQLJSONObject, {
    nullable: true,
    description:
      'Values in place of the preset’s, in its shape: `{classifier: {perceptron: {hidden: 128}}}`. docs/ESTIMATION.md has them all.',
  })
  config?: Record<string, unknown> | null;

  @Field(() => UncertaintyInput, {
    nullable: true,
    description:
      'Intervals, repetitions and tests; the same values as under `uncertainty` in `config`, and before them.',
  })
  uncertainty?: UncertaintyInput | null;

  @Field(() => Int, { defaultValue: 1, description: '0 or more.' })
  seed!: number;

  @Field(() => String, {
    nullable: true,
    description:
      'Whose turn the run counts as: where runs of several tenants wait for the same workers, they take turns. Left out: `default`.',
  })
  tenant?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The only engine that may compute it, `wasm` or `tensorflow`; left out: any worker’s.',
  })
  engine?: string | null;
}

@ObjectType({ description: 'The run a mutation is about, or what was wrong.' })
export class RunPayload {
  @Field(() => EstimationRun, { nullable: true, description: 'Null when there are userErrors.' })
  run!: EstimationRun | null;

  @Field(() => [UserError], { description: 'Empty when all went well.' })
  userErrors!: UserError[];
}
