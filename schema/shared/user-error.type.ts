import { Field, ObjectType } from 'type-graphql';
import { InputFailure } from '../../src/domain/failure.js';
import { clipped } from './clipped.js';

@ObjectType({ description: 'Something in a mutation’s input that the caller can mend.' })
export class UserError {
  @Field(() => String, { description: 'Stable, upper-case, for programs: `NAME_TAKEN`, `UNKNOWN_ARRAY` …' })
  code!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The input field the message is about; null when it is about the whole input.',
  })
  field!: string | null;

  @Field(() => String, { description: 'One sentence: what was wrong, where, and what was expected.' })
  message!: string;
}

/** A mutation's result, or its expected failure as data; anything unexpected still throws. */
export async function orUserErrors<Result extends object>(
  work: () => Promise<Result>,
  nothing: { readonly [Key in keyof Result]: null },
): Promise<(Result | { readonly [Key in keyof Result]: null }) & { userErrors: UserError[] }> {
  try {
    return { ...(await work()), userErrors: [] };
  } catch (error) {
    if (!(error instanceof InputFailure)) throw error;
    const { code, field, message } = error;
    return { ...nothing, userErrors: [{ code, field, message: clipped(message) }] };
  }
}
