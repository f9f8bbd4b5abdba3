import { Field, ID, ObjectType } from 'type-graphql';
import { UserError } from '../shared/user-error.type.js';

@ObjectType({ description: 'What became of a deletion.' })
export class DeleteRunPayload {
  @Field(() => ID, { nullable: true, description: 'The run’s id; null when there are userErrors.' })
  deletedRunId!: string | null;

  @Field(() => [UserError], { description: 'Why nothing was deleted; empty when all went well.' })
  userErrors!: UserError[];
}
