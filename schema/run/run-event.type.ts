import { Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql';

export enum RunEventType {
  QUEUED = 'QUEUED',
  STARTED = 'STARTED',
  STEP_STARTED = 'STEP_STARTED',
  STEP_PROGRESS = 'STEP_PROGRESS',
  STEP_COMPLETED = 'STEP_COMPLETED',
  STEP_FAILED = 'STEP_FAILED',
  STEP_RETURNED = 'STEP_RETURNED',
  STEP_WAITING = 'STEP_WAITING',
  COMPLETED = 'COMPLETED',
  FAILED = 'FAILED',
  CANCELLED = 'CANCELLED',
  RETRIED = 'RETRIED',
}

registerEnumType(RunEventType, {
  name: 'RunEventType',
  description: 'What can happen to a run.',
  valuesConfig: {
    QUEUED: { description: 'It waits for a worker.' },
    STARTED: { description: 'Its first step was begun.' },
    STEP_STARTED: { description: 'A step was begun.' },
    STEP_PROGRESS: { description: 'A step got on, at most once a second.' },
    STEP_COMPLETED: { description: 'A step’s result is kept.' },
    STEP_FAILED: { description: 'An attempt at a step failed and another is due.' },
    STEP_RETURNED: { description: 'The step’s worker was lost or told to stop: it is queued again.' },
    STEP_WAITING: { description: 'No worker there is may take the step.' },
    COMPLETED: { description: 'The run ended well.' },
    FAILED: { description: 'The run ended with an error.' },
    CANCELLED: { description: 'The run was ended by somebody.' },
    RETRIED: { description: 'The run goes on after it failed or was cancelled.' },
  },
});

@ObjectType({ description: 'An epoch of a model in training.' })
export class EpochLoss {
  @Field(() => String, { description: 'Which of the step’s models, such as `perceptron-2`.' })
  model!: string;

  @Field(() => Int, { description: 'From 1.' })
  epoch!: number;

  @Field(() => Float, { nullable: true, description: 'Loss on the rows it is trained on, nats a row.' })
  training!: number | null;

  @Field(() => Float, { nullable: true, description: 'Loss on the rows set aside, nats a row.' })
  validation!: number | null;
}

@ObjectType({ description: 'Something that happened to a run.' })
export class RunEvent {
  @Field(() => Int, { description: '1, 2, 3 … within the run, without gaps.' })
  sequence!: number;

  @Field(() => Date, { description: 'When it happened.' })
  at!: Date;

  @Field(() => RunEventType, { description: 'What happened.' })
  type!: RunEventType;

  @Field(() => Float, { description: 'Share of the run’s work done by then, 0 to 1.' })
  progress!: number;

  @Field(() => Float, {
    nullable: true,
    description:
      'Seconds the run may still take, on the threads at work then; null while that cannot be told.',
  })
  remainingSeconds!: number | null;

  @Field(() => [EpochLoss], { description: 'Epochs that ended since the step’s event before this one.' })
  epochs!: EpochLoss[];

  @Field(() => String, { nullable: true, description: 'Name of the step a STEP_… event is about.' })
  step!: string | null;

  @Field(() => String, { description: 'For people.' })
  message!: string;
}
