import { Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql';

export enum RunEventType {
  QUEUED = 'QUEUED',
  STARTED = 'STARTED',
  STEP_COMPLETED = 'STEP_COMPLETED',
  COMPLETED = 'COMPLETED',
  FAILED = 'FAILED',
  CANCELLED = 'CANCELLED',
}

registerEnumType(RunEventType, {
  name: 'RunEventType',
  description: 'COMPLETED, FAILED and CANCELLED are a run’s last event.',
});

@ObjectType({ description: 'Something that happened to a run.' })
export class RunEvent {
  @Field(() => Int, { description: '1, 2, 3 … within the run, without gaps.' })
  sequence!: number;

  @Field(() => Date)
  at!: Date;

  @Field(() => RunEventType)
  type!: RunEventType;

  @Field(() => Float, { description: 'Share of the run’s work done by then, 0 to 1.' })
  progress!: number;

  @Field(() => String, { nullable: true, description: 'Name of the step a STEP_COMPLETED is about.' })
  step!: string | null;

  @Field(() => String, { description: 'For people.' })
  message!: string;
}
