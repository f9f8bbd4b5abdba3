import { Field, Float, ObjectType } from 'type-graphql';

@ObjectType({ description: 'Both ends of a percentile bootstrap interval of a mean.' })
export class Interval {
  @Field(() => Float, { description: 'Lower end.' })
  low!: number;

  @Field(() => Float, { description: 'Upper end.' })
  high!: number;
}

@ObjectType({ description: 'Intervals of the means of a run, components by the method asked for.' })
export class MeanIntervals {
  @Field(() => Interval, { description: 'Of the redundancy.' })
  r!: Interval;

  @Field(() => Interval, { description: 'Of the uniqueness of the first modality.' })
  u1!: Interval;

  @Field(() => Interval, { description: 'Of the uniqueness of the second modality.' })
  u2!: Interval;

  @Field(() => Interval, { description: 'Of the synergy.' })
  s!: Interval;

  @Field(() => Interval, { description: 'Of the information in the first modality.' })
  i1!: Interval;

  @Field(() => Interval, { description: 'Of the information in the second modality.' })
  i2!: Interval;

  @Field(() => Interval, { description: 'Of the information in both modalities.' })
  i12!: Interval;
}

@ObjectType({ description: 'Intervals of the means of one class.' })
export class ClassIntervals extends MeanIntervals {
  @Field(() => String, { description: 'The class.' })
  label!: string;
}

@ObjectType({
  description:
    'Percentile bootstrap intervals of a run’s means. They hold what sampling and, with repetitions, the spread of the models do to a mean; they are not corrected for bias.',
})
export class RunIntervals {
  @Field(() => Float, { description: 'Share of the bootstrap draws an interval holds, such as 0.9.' })
  confidence!: number;

  @Field(() => MeanIntervals, { description: 'Of the means over all samples.' })
  overall!: MeanIntervals;

  @Field(() => [ClassIntervals], {
    description: 'Of the means of every class, in class order; a class without a finite sample is left out.',
  })
  classes!: ClassIntervals[];
}
