import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { UserError } from '../shared/user-error.type.js';
import { EstimationRun } from './run.type.js';

@InputType({ description: 'What to estimate, and how.' })
export class StartEstimationInput {
  @Field(() => ID, { description: 'The dataset’s id or name.' })
  datasetId!: string;

  @Field(() => [String], {
    nullable: true,
    description: 'Names of x1 and x2; may be left out where the dataset has exactly two modalities.',
  })
  pair?: string[] | null;

  @Field(() => String, { defaultValue: 'accurate', description: '`accurate` or `fast`.' })
  preset!: string;

  @Field(() => Int, { defaultValue: 1, description: '0 or more.' })
  seed!: number;
}

@ObjectType({ description: 'The run a mutation is about, or what was wrong.' })
export class RunPayload {
  @Field(() => EstimationRun, { nullable: true, description: 'Null when there are userErrors.' })
  run!: EstimationRun | null;

  @Field(() => [UserError])
  userErrors!: UserError[];
}
