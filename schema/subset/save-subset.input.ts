import { Field, ID, InputType, Int } from 'type-graphql';
import { InteractionFilterInput } from '../interaction/interaction-filter.input.js';
import { InteractionOrder, InteractionValue } from '../interaction/interaction-order.input.js';
import { Unit } from '../interaction/interaction.type.js';
import { Method } from '../interaction/presentation.args.js';

@InputType({ description: 'Which interactions a rule is about, and how they are shown to it.' })
class AmongInteractionsInput {
  @Field(() => ID, { description: 'The run, which must be COMPLETED.' })
  runId!: string;

  @Field(() => InteractionFilterInput, { nullable: true, description: 'All samples when left out.' })
  filter?: InteractionFilterInput | null;

  @Field(() => Method, { defaultValue: Method.LSMI, description: 'The rule of the components compared.' })
  method!: Method;

  @Field(() => Unit, { defaultValue: Unit.NATS, description: 'Unit of the filter’s bounds.' })
  unit!: Unit;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether components are compared after the run’s adjustment.',
  })
  adjusted!: boolean;
}

@InputType({ description: 'Samples that meet a filter, in an order: of a curriculum, say.' })
export class SelectionRuleInput extends AmongInteractionsInput {
  @Field(() => InteractionOrder, { nullable: true, description: 'By sampleIndex when left out.' })
  orderBy?: InteractionOrder | null;

  @Field(() => Int, { nullable: true, description: 'The first so many of them, 1 or more.' })
  limit?: number | null;
}

@InputType({ description: 'How samples are dealt into parts.' })
class DealtInput extends AmongInteractionsInput {
  @Field(() => InteractionValue, {
    description: 'The value that samples are dealt by; those without it are in no part.',
  })
  by!: InteractionValue;

  @Field(() => Int, {
    description:
      'How many parts there are, at most 100. Their sizes differ by one at most, of each class where it is dealt by itself; the first are larger.',
  })
  parts!: number;

  @Field(() => Boolean, {
    defaultValue: true,
    description: 'Whether each class is dealt by itself, so that every part has the same mix of classes.',
  })
  perClass!: boolean;
}

@InputType({ description: 'One of the equal parts that samples fall into by a value: a quantile bucket.' })
export class BucketRuleInput extends DealtInput {
  @Field(() => Int, { description: 'Which part, from 1: that of the smallest values.' })
  part!: number;
}

@InputType({
  description:
    'As many samples as another subset has, drawn from the whole dataset: as many of each class, and within it of each split.',
})
export class RandomRuleInput {
  @Field(() => ID, { description: 'The other subset’s id, or its name where one dataset alone has it.' })
  like!: string;

  @Field(() => Int, { description: 'The same seed draws the same samples; 0 or more.' })
  seed!: number;
}

@InputType({ description: 'A subset to be: just one of the rules.' })
export class SaveSubsetInput {
  @Field(() => String, { description: '1 to 200 characters, of which the dataset has no subset yet.' })
  name!: string;

  @Field(() => SelectionRuleInput, { nullable: true, description: 'By a filter, in an order.' })
  selection?: SelectionRuleInput | null;

  @Field(() => BucketRuleInput, { nullable: true, description: 'By quantiles of a value.' })
  bucket?: BucketRuleInput | null;

  @Field(() => RandomRuleInput, { nullable: true, description: 'By lot: a control for another subset.' })
  random?: RandomRuleInput | null;

  @Field(() => [ID], { nullable: true, description: 'What is in any of 2 to 100 subsets.' })
  union?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'What is in all of 2 to 100 subsets.' })
  intersection?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'What is in the first of 2 to 100 subsets alone.' })
  difference?: string[] | null;
}

@InputType({ description: 'A partition to be.' })
export class SavePartitionInput extends DealtInput {
  @Field(() => String, {
    description: 'Parts are named after it: `NAME/1`, of the smallest values, and so on.',
  })
  name!: string;
}
