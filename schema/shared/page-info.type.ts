import { Field, ObjectType } from 'type-graphql';

@ObjectType({ description: 'Where a page of a connection stands (Relay).' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether anything follows the page.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether anything precedes the page.' })
  hasPreviousPage!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'Pass as `before`, where a field takes it, to get the page before; null for an empty page.',
  })
  startCursor!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Pass as `after` to get the next page; null for an empty page.',
  })
  endCursor!: string | null;
}
