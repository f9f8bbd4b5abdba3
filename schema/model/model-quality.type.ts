import { Field, Float, Int, ObjectType } from 'type-graphql';
import { Component } from '../interaction/interaction.type.js';

@ObjectType({ simpleResolvers: true, description: 'How good a model is on some of a run’s samples.' })
export class ModelScores {
  @Field(() => Int, { description: 'Samples.' })
  count!: number;

  @Field(() => Float, { description: 'Share of them, 0 to 1, whose class it finds most probable.' })
  accuracy!: number;

  @Field(() => Float, { description: 'Mean −log p(y|x), nats.' })
  logLoss!: number;

  @Field(() => Float, { description: 'Expected calibration error, 0 to 1, in 15 bins of confidence.' })
  calibrationError!: number;

  @Field(() => Float, {
    description: 'The error that a perfectly calibrated model of the same confidences would have by chance.',
  })
  calibrationErrorByChance!: number;
}

@ObjectType({ simpleResolvers: true, description: 'A model on the samples of one dominant component.' })
export class StratumScores {
  @Field(() => Component, {
    nullable: true,
    description: 'The samples’ largest component as shown; null for those that have none.',
  })
  dominant!: Component | null;

  @Field(() => ModelScores, { description: 'On these samples.' })
  scores!: ModelScores;
}

@ObjectType({ simpleResolvers: true, description: 'A model on the samples of one class.' })
export class ClassScores {
  @Field(() => String, { description: 'The class.' })
  label!: string;

  @Field(() => ModelScores, { description: 'On its samples.' })
  scores!: ModelScores;
}

@ObjectType({ simpleResolvers: true, description: 'How good a model is on each kind of sample.' })
export class ModelQuality {
  @Field(() => [StratumScores], {
    description: 'By dominant component: R, U1, U2, S and none, those that there are.',
  })
  strata!: StratumScores[];

  @Field(() => [ClassScores], { description: 'In the order of the dataset’s classes.' })
  classes!: ClassScores[];
}
