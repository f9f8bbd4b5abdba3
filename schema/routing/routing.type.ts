import { Field, Float, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Unit } from '../interaction/interaction.type.js';
import { Method } from '../interaction/presentation.args.js';
import { connectionTypes } from '../shared/connection.js';
import { UserError } from '../shared/user-error.type.js';

export enum RouteKind {
  NONE = 'none',
  REDUNDANT_FIRST = 'redundantFirst',
  REDUNDANT_SECOND = 'redundantSecond',
  UNIQUE_FIRST = 'uniqueFirst',
  UNIQUE_SECOND = 'uniqueSecond',
  SYNERGISTIC = 'synergistic',
}

registerEnumType(RouteKind, {
  name: 'RouteKind',
  description: 'What a sample is distilled by.',
  valuesConfig: {
    NONE: {
      description: 'Nothing: no component is above its threshold, or too little is known of the label.',
    },
    REDUNDANT_FIRST: {
      description: 'Redundancy: features of the first modality, which says more of the label.',
    },
    REDUNDANT_SECOND: {
      description: 'Redundancy: features of the second modality, which says more of the label.',
    },
    UNIQUE_FIRST: { description: 'Uniqueness of the first modality: its features.' },
    UNIQUE_SECOND: { description: 'Uniqueness of the second modality: its features.' },
    SYNERGISTIC: { description: 'Synergy: outputs of the joint model.' },
  },
});

@ObjectType({ description: 'Samples of one class that take one route.' })
export class RouteCount {
  @Field(() => String, { description: 'The class.' })
  label!: string;

  @Field(() => RouteKind, { description: 'The route.' })
  route!: RouteKind;

  @Field(() => Int, { description: 'Samples of the class that take it.' })
  count!: number;

  @Field(() => Float, { description: 'Mean of their weights, 0 to 1.' })
  meanWeight!: number;
}

@ObjectType({ simpleResolvers: true, description: 'What a value had to exceed to count.' })
export class RoutingThreshold {
  @Field(() => String, { description: 'r, u1, u2, s, or i12: all information.' })
  of!: string;

  @Field(() => Float, { description: 'As shown, in the unit that was asked for.' })
  value!: number;

  @Field(() => Float, {
    nullable: true,
    description: 'The quantile that was asked for; null where a value was.',
  })
  quantile!: number | null;
}

@ObjectType({
  description:
    'How each sample of a dataset is to be distilled. It never changes, and outlives its run. The table that a training loop reads is `/routings/ID/samples.csv` or `.ndjson`: strategy (feature, output, none), teacher, component and weight of every sample.',
})
export class Routing {
  @Field(() => ID, { description: 'A UUID.' })
  id!: string;

  @Field(() => String, { description: 'Unique within the dataset.' })
  name!: string;

  @Field(() => ID, { description: 'The run it was made from, which may be deleted.' })
  runId!: string;

  @Field(() => Date, { description: 'When it was kept.' })
  createdAt!: Date;
}

const Base = connectionTypes(() => Routing, 'Routing');

@ObjectType({ description: 'A page of routings.' })
export class RoutingConnection extends Base {}

@InputType({ description: 'What a value must exceed to count: just one of the two.' })
export class ThresholdInput {
  @Field(() => Float, { nullable: true, description: 'In the unit asked for.' })
  value?: number | null;

  @Field(() => Float, { nullable: true, description: 'From 0 to 1: the quantile of the run’s samples.' })
  quantile?: number | null;
}

@InputType({ description: 'A routing to be.' })
export class SaveRoutingInput {
  @Field(() => String, { description: '1 to 200 characters, of which the dataset has no routing yet.' })
  name!: string;

  @Field(() => ID, { description: 'The run, which must be COMPLETED.' })
  runId!: string;

  @Field(() => Method, { defaultValue: Method.LSMI, description: 'The rule of the components.' })
  method!: Method;

  @Field(() => Unit, { defaultValue: Unit.NATS, description: 'Unit of thresholds.' })
  unit!: Unit;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether components are compared after the run’s adjustment.',
  })
  adjusted!: boolean;

  @Field(() => ThresholdInput, { nullable: true, description: 'Of r; 0 when left out.' })
  redundancy?: ThresholdInput | null;

  @Field(() => ThresholdInput, { nullable: true, description: 'Of u1 and of u2; 0 when left out.' })
  uniqueness?: ThresholdInput | null;

  @Field(() => ThresholdInput, { nullable: true, description: 'Of s; 0 when left out.' })
  synergy?: ThresholdInput | null;

  @Field(() => ThresholdInput, {
    nullable: true,
    description: 'Of i12: a sample with no more has no route; 0 when left out.',
  })
  information?: ThresholdInput | null;
}

@ObjectType({ description: 'What became of a routing to be kept.' })
export class SaveRoutingPayload {
  @Field(() => Routing, { nullable: true, description: 'The routing; null when there are userErrors.' })
  routing!: Routing | null;

  @Field(() => [UserError], { description: 'Why nothing was kept; empty when all went well.' })
  userErrors!: UserError[];
}

@ObjectType({ description: 'What became of a routing to be deleted.' })
export class DeleteRoutingPayload {
  @Field(() => ID, { nullable: true, description: 'The routing’s id; null when there are userErrors.' })
  deletedId!: string | null;

  @Field(() => [UserError], { description: 'Why nothing was deleted; empty when all went well.' })
  userErrors!: UserError[];
}
