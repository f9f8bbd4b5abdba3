import { Field, Float, ObjectType } from 'type-graphql';

@ObjectType({
  description:
    'Means of the four components over a run’s samples; samples with a value that is not finite are left out.',
})
export class ComponentMeans {
  @Field(() => Float, { description: 'Redundancy.' })
  r!: number;

  @Field(() => Float, { description: 'Uniqueness of the first modality.' })
  u1!: number;

  @Field(() => Float, { description: 'Uniqueness of the second modality.' })
  u2!: number;

  @Field(() => Float, { description: 'Synergy.' })
  s!: number;
}
