import { Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Group } from './group-place.type.js';

export enum GroupBy {
  LABEL = 'label',
  SPLIT = 'split',
  DOMINANT = 'dominant',
}

registerEnumType(GroupBy, {
  name: 'GroupBy',
  description: 'What the samples of one group have in common.',
  valuesConfig: {
    LABEL: { description: 'The class.' },
    SPLIT: { description: 'The split, where the dataset has splits.' },
    DOMINANT: { description: 'The largest component as shown.' },
  },
});

/** Of every field that has groups. */
export const GROUP_BY_ARGUMENT = {
  defaultValue: [],
  description: 'Groups are the combinations that occur; none gives one group of all.',
};

@ObjectType({
  description:
    'One statistic of every value over a group, components by the method asked for; null when no sample of the group has the value.',
})
export class InteractionValues {
  @Field(() => Float, { nullable: true, description: 'Redundancy.' })
  r!: number | null;

  @Field(() => Float, { nullable: true, description: 'Uniqueness of the first modality.' })
  u1!: number | null;

  @Field(() => Float, { nullable: true, description: 'Uniqueness of the second modality.' })
  u2!: number | null;

  @Field(() => Float, { nullable: true, description: 'Synergy.' })
  s!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Pointwise mutual information of the first modality and the label.',
  })
  i1!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Pointwise mutual information of the second modality and the label.',
  })
  i2!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Pointwise mutual information of both modalities and the label.',
  })
  i12!: number | null;

  @Field(() => Float, { nullable: true, description: 'Surprisal of the first modality.' })
  h1!: number | null;

  @Field(() => Float, { nullable: true, description: 'Surprisal of the second modality.' })
  h2!: number | null;
}

@ObjectType({ description: 'Shares of a group, from 0 to 1, that add up to 1.' })
export class ComponentShares {
  @Field(() => Float, { description: 'Of samples with mostly redundancy.' })
  r!: number;

  @Field(() => Float, { description: 'Of samples with mostly uniqueness of the first modality.' })
  u1!: number;

  @Field(() => Float, { description: 'Of samples with mostly uniqueness of the second modality.' })
  u2!: number;

  @Field(() => Float, { description: 'Of samples with mostly synergy.' })
  s!: number;
}

@ObjectType({ description: 'Statistics of a group of samples.' })
export class InteractionAggregate extends Group {
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

  @Field(() => ComponentShares, {
    nullable: true,
    description:
      'How often each component is the largest as shown, among the samples that have all four; null when none has.',
  })
  dominantShares!: ComponentShares | null;

  @Field(() => InteractionValues, { description: 'Over the samples that have the value.' })
  mean!: InteractionValues;

  @Field(() => InteractionValues, { description: 'Of the sample (n − 1).' })
  standardDeviation!: InteractionValues;

  @Field(() => InteractionValues, { description: 'The smallest of each value.' })
  minimum!: InteractionValues;

  @Field(() => InteractionValues, { description: 'The largest of each value.' })
  maximum!: InteractionValues;
}
