import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { InteractionAggregate } from '../interaction/aggregate.type.js';
import { EstimationRun } from '../run/run.type.js';
import { connectionTypes } from '../shared/connection.js';
import { UserError } from '../shared/user-error.type.js';

@ObjectType({ simpleResolvers: true, description: 'A run of a series.' })
export class RunSeriesEntry {
  @Field(() => String, { description: 'What the run stands for: an epoch, a strategy, a seed …' })
  label!: string;

  @Field(() => EstimationRun, { description: 'The run.' })
  run!: EstimationRun;
}

@ObjectType({ simpleResolvers: true, description: 'One run’s samples of a class, as a point of a line.' })
export class InteractionSeriesPoint {
  @Field(() => String, { description: 'What the run stands for in the series.' })
  label!: string;

  @Field(() => ID, { description: 'The run’s id.' })
  runId!: string;

  @Field(() => InteractionAggregate, {
    nullable: true,
    description: 'Statistics of its samples. Null until the run is COMPLETED, and where it has none.',
  })
  aggregate!: InteractionAggregate | null;
}

@ObjectType({ simpleResolvers: true, description: 'How the samples of a class fare from run to run.' })
export class InteractionSeries {
  @Field(() => String, { nullable: true, description: 'The class; null for all classes together.' })
  label!: string | null;

  @Field(() => [InteractionSeriesPoint], { description: 'One for each run, in the order of the series.' })
  points!: InteractionSeriesPoint[];
}

@ObjectType({
  description:
    'Runs in an order that means something, for example one for each epoch of a training. A run that is deleted leaves it.',
})
export class RunSeries {
  @Field(() => String, { description: 'Unique.' })
  name!: string;

  @Field(() => Date, { description: 'When the name was first given.' })
  createdAt!: Date;
}

const Base = connectionTypes(() => RunSeries, 'RunSeries');

@ObjectType({ description: 'A page of series.' })
export class RunSeriesConnection extends Base {}

@InputType({ description: 'A run of a series to be.' })
export class RunSeriesEntryInput {
  @Field(() => String, { description: 'What the run stands for, 1 to 100 characters, once in the series.' })
  label!: string;

  @Field(() => ID, { description: 'The run’s id.' })
  runId!: string;
}

@InputType({ description: 'A series to be.' })
export class SaveSeriesInput {
  @Field(() => String, { description: '1 to 100 characters; a series of the same name is replaced.' })
  name!: string;

  @Field(() => [RunSeriesEntryInput], { description: 'In their order, 1 to 1000.' })
  runs!: RunSeriesEntryInput[];
}

@ObjectType({ description: 'What became of a series to be saved.' })
export class SaveSeriesPayload {
  @Field(() => RunSeries, { nullable: true, description: 'The series; null when there are userErrors.' })
  series!: RunSeries | null;

  @Field(() => [UserError], { description: 'Why nothing was saved; empty when all went well.' })
  userErrors!: UserError[];
}

@ObjectType({ description: 'What became of a deletion.' })
export class DeleteSeriesPayload {
  @Field(() => String, { nullable: true, description: 'The series’ name; null when there are userErrors.' })
  deletedName!: string | null;

  @Field(() => [UserError], { description: 'Why nothing was deleted; empty when all went well.' })
  userErrors!: UserError[];
}
