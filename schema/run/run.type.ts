import { GraphQLJSONObject } from 'graphql-scalars';
import { Field, Float, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Modality } from '../dataset/dataset.type.js';
import { connectionTypes } from '../shared/connection.js';

export enum RunStatus {
  QUEUED = 'QUEUED',
  RUNNING = 'RUNNING',
  COMPLETED = 'COMPLETED',
  FAILED = 'FAILED',
  CANCELLED = 'CANCELLED',
}

registerEnumType(RunStatus, {
  name: 'RunStatus',
  description: 'Where a run is in its life; COMPLETED, FAILED and CANCELLED end it.',
  valuesConfig: {
    QUEUED: { description: 'None of its steps was begun.' },
    RUNNING: { description: 'Steps are at work, or wait for a worker.' },
    COMPLETED: { description: 'All its numbers are there.' },
    FAILED: { description: 'A step failed for good; what was finished is kept for `retryRun`.' },
    CANCELLED: { description: 'Somebody ended it; what was finished is kept for `retryRun`.' },
  },
});

@ObjectType({ description: 'What a run’s numbers were made from and with.' })
export class Provenance {
  @Field(() => String, { description: 'The dataset’s sha256.' })
  dataSha256!: string;

  @Field(() => String, { description: 'Version of Interlens.' })
  codeVersion!: string;

  @Field(() => String, { description: 'What did the arithmetic: `plain` is TypeScript in float64.' })
  engine!: string;

  @Field(() => String, { description: 'Of the process that queued the run.' })
  nodeVersion!: string;
}

@ObjectType({
  description:
    'The paper’s adjustment: one constant for the whole run, added to r and s and taken from u1 and u2 where values are asked for as `adjusted`.',
})
export class Adjustment {
  @Field(() => Float, { description: 'Nats.' })
  offset!: number;

  @Field(() => String, {
    description:
      '`none`; `negative-redundancy-or-synergy`: mean R or S was negative; `negative-uniqueness`: mean U1 or U2 was, and adjusted R is min(I1, I2).',
  })
  rule!: string;
}

@ObjectType({
  description: 'Mean pointwise mutual information with the label: I(X1;Y), I(X2;Y), I(X1,X2;Y), nats.',
})
export class Information {
  @Field(() => Float, { description: 'In the first modality.' })
  i1!: number;

  @Field(() => Float, { description: 'In the second modality.' })
  i2!: number;

  @Field(() => Float, { description: 'In both together.' })
  i12!: number;
}

@ObjectType({ description: 'One estimation of a dataset’s interactions between two of its modalities.' })
export class EstimationRun {
  @Field(() => ID, { description: 'Of the run, a UUID.' })
  id!: string;

  @Field(() => RunStatus, { description: 'Where it is in its life.' })
  status!: RunStatus;

  @Field(() => String, { description: 'The named set of values it started from.' })
  preset!: string;

  @Field(() => GraphQLJSONObject, { description: 'Every value the estimation uses.' })
  config!: object;

  @Field(() => Int, { description: 'The same data, preset and seed give the same records, bit for bit.' })
  seed!: number;

  @Field(() => Float, {
    description: 'Share of the work done, 0 to 1; never falls, unless a retried run lost results.',
  })
  progress!: number;

  @Field(() => Float, {
    nullable: true,
    description: 'Seconds it may still take, as of its newest event; null while that cannot be told.',
  })
  remainingSeconds!: number | null;

  @Field(() => String, { description: 'Whose turn it counts as among runs that wait for the same workers.' })
  tenant!: string;

  @Field(() => String, { nullable: true, description: 'Why a FAILED run failed.' })
  error!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The same for programs: STEP_FAILED, FEATURES_GONE, WORKERS_LOST, NEWER_PAYLOAD, BAD_PAYLOAD or INTERRUPTED_BY_UPGRADE.',
  })
  errorCode!: string | null;

  @Field(() => Int, { description: 'Sequence number of the run’s newest event.' })
  lastSequence!: number;

  @Field(() => Date, { description: 'When it was queued.' })
  createdAt!: Date;

  @Field(() => Date, { nullable: true, description: 'When a worker first took it up.' })
  startedAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'When it ended, however it did.' })
  finishedAt!: Date | null;

  @Field(() => [Modality], { description: 'The two, x1 and x2, in this order.' })
  modalities!: Modality[];
}

export const EstimationRunConnection = connectionTypes(() => EstimationRun, 'EstimationRun');
