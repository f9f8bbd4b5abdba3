import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import type { RunPair } from '../../src/store/interactions/compare-interactions.js';
import { Component } from '../interaction/interaction.type.js';
import { EstimationRun } from '../run/run.type.js';

const nullable = { nullable: true } as const;

@ObjectType({
  simpleResolvers: true,
  description:
    'One component in two runs, over the samples that have it in both. Differences are the run’s value less the baseline’s.',
})
export class ComponentComparison {
  @Field(() => Component, { description: 'Which one.' })
  component!: Component;

  @Field(() => Int, { description: 'Samples that have it in both runs.' })
  count!: number;

  @Field(() => Float, { ...nullable, description: 'Mean in the baseline.' })
  baselineMean!: number | null;

  @Field(() => Float, { ...nullable, description: 'Mean in the run.' })
  runMean!: number | null;

  @Field(() => Float, { ...nullable, description: 'Mean of the differences.' })
  meanDifference!: number | null;

  @Field(() => Float, {
    ...nullable,
    description: 'Of the differences (n − 1): zero where all samples moved alike.',
  })
  standardDeviation!: number | null;

  @Field(() => Float, { ...nullable, description: 'Mean size of the differences.' })
  meanAbsoluteDifference!: number | null;

  @Field(() => Float, { ...nullable, description: 'Size of the largest difference.' })
  largestAbsoluteDifference!: number | null;

  @Field(() => Float, {
    ...nullable,
    description: 'Pearson’s correlation of both runs’ values, −1 to 1; null where one of them is constant.',
  })
  correlation!: number | null;

  @Field(() => Float, {
    ...nullable,
    description:
      'Spearman’s rank correlation, −1 to 1, ties with their mean rank: whether both runs put the samples in the same order. Null where one of them is constant.',
  })
  rankCorrelation!: number | null;
}

@ObjectType({ simpleResolvers: true, description: 'Two runs compared over the samples of one class.' })
export class ClassComparison {
  @Field(() => String, { description: 'The class, as the run’s dataset names it.' })
  label!: string;

  @Field(() => Int, { description: 'Its samples in both runs.' })
  count!: number;

  @Field(() => Float, {
    ...nullable,
    description: 'Share of its samples, 0 to 1, whose largest component is the same in both runs.',
  })
  dominantAgreement!: number | null;

  @Field(() => [ComponentComparison], { description: 'In the order R, U1, U2, S.' })
  components!: ComponentComparison[];
}

@ObjectType({ simpleResolvers: true, description: 'The four components of a sample in one run, as shown.' })
export class SampleComponents {
  @Field(() => Float, { ...nullable, description: 'Redundancy.' })
  r!: number | null;

  @Field(() => Float, { ...nullable, description: 'Uniqueness of the first modality.' })
  u1!: number | null;

  @Field(() => Float, { ...nullable, description: 'Uniqueness of the second modality.' })
  u2!: number | null;

  @Field(() => Float, { ...nullable, description: 'Synergy.' })
  s!: number | null;
}

@ObjectType({ simpleResolvers: true, description: 'A sample in two runs.' })
export class MovedSample {
  @Field(() => ID, { description: 'The dataset’s own id of the sample.' })
  sampleId!: string;

  @Field(() => Int, { description: 'Row of the sample in the run’s dataset, from 0.' })
  sampleIndex!: number;

  @Field(() => String, { description: 'Its class, as the run’s dataset names it.' })
  label!: string;

  @Field(() => SampleComponents, { description: 'In the baseline.' })
  baseline!: SampleComponents;

  @Field(() => SampleComponents, { description: 'In the run.' })
  run!: SampleComponents;

  @Field(() => Float, {
    description:
      'How far it moved: the size of the component’s difference; of all four, the root of the sum of their squares.',
  })
  distance!: number;
}

@ObjectType({ description: 'Two runs of the same samples, side by side.' })
export class RunComparison {
  @Field(() => EstimationRun, { description: 'What the run is compared with.' })
  baseline!: EstimationRun;

  @Field(() => EstimationRun, { description: 'The run.' })
  run!: EstimationRun;

  @Field(() => Int, { description: 'Samples in both runs that the filter selects.' })
  count!: number;

  @Field(() => Float, {
    ...nullable,
    description: 'Share of them, 0 to 1, whose largest component is the same in both runs.',
  })
  dominantAgreement!: number | null;

  @Field(() => [ComponentComparison], { description: 'Over all of them, in the order R, U1, U2, S.' })
  components!: ComponentComparison[];

  @Field(() => [ClassComparison], { description: 'By class, in the order of the run’s dataset.' })
  classes!: ClassComparison[];

  /** What `moved` reads. */
  pair!: RunPair;
}
