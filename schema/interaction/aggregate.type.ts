import { Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Component } from './interaction.type.js';

export enum GroupBy {
  LABEL = 'label',
  SPLIT = 'split',
  DOMINANT = 'dominant',
}

registerEnumType(GroupBy, {
  name: 'GroupBy',
  description: 'What the samples of one aggregate have in common.',
});

const value = { nullable: true } as const;

@ObjectType({
  description:
    'One statistic of every value over a group, components by the method asked for; null when no sample of the group has the value.',
})
export class InteractionValues {
  @Field(() => Float, value)
  r!: number | null;

  @Field(() => Float, value)
  u1!: number | null;

  @Field(() => Float, value)
  u2!: number | null;

  @Field(() => Float, value)
  s!: number | null;

  @Field(() => Float, value)
  i1!: number | null;

  @Field(() => Float, value)
  i2!: number | null;

  @Field(() => Float, value)
  i12!: number | null;

  @Field(() => Float, value)
  h1!: number | null;

  @Field(() => Float, value)
  h2!: number | null;
}

@ObjectType({ description: 'Statistics of a group of samples.' })
export class InteractionAggregate {
  @Field(() => String, { nullable: true, description: 'The group’s label; null unless grouped by LABEL.' })
  label!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The group’s split; null unless grouped by SPLIT, or for samples without one.',
  })
  split!: string | null;

  @Field(() => Component, {
    nullable: true,
    description:
      'The group’s dominant component; null unless grouped by DOMINANT, or for records without one.',
  })
  dominant!: Component | null;

  @Field(() => Int, { description: 'Samples of the group.' })
  count!: number;

  @Field(() => Int, { description: 'Samples with a value that is not finite: such values are left out.' })
  nonFiniteCount!: number;

  @Field(() => Float, {
    nullable: true,
    description:
      'Share of the finite samples that are saturated: where LSMI’s densities alone chose r, whatever the method.',
  })
  saturated!: number | null;

  @Field(() => InteractionValues)
  mean!: InteractionValues;

  @Field(() => InteractionValues, { description: 'Of the sample (n − 1).' })
  standardDeviation!: InteractionValues;

  @Field(() => InteractionValues)
  minimum!: InteractionValues;

  @Field(() => InteractionValues)
  maximum!: InteractionValues;
}
