import { Field, Float, Int, ObjectType } from 'type-graphql';
import { Group } from './group-place.type.js';

@ObjectType({ description: 'How a value is distributed over a group of samples.' })
export class InteractionHistogram extends Group {
  @Field(() => [Float], {
    description:
      'The bins’ ends, one more than there are bins, ascending, as shown; the same for all groups.',
  })
  edges!: readonly number[];

  @Field(() => [Int], {
    description: 'Samples of each bin, which has its lower end and not its upper one; the last bin has both.',
  })
  counts!: readonly number[];

  @Field(() => Int, { description: 'Samples whose value is below the first bin.' })
  below!: number;

  @Field(() => Int, { description: 'Samples whose value is above the last bin.' })
  above!: number;
}

@ObjectType({ description: 'Quantiles of a value over a group of samples.' })
export class InteractionQuantiles extends Group {
  @Field(() => Int, { description: 'Samples of the group that have the value.' })
  count!: number;

  @Field(() => [Float], {
    description:
      'As shown, one for each probability, in their order; between the values of two samples linearly interpolated.',
  })
  values!: readonly number[];
}

@ObjectType({ description: 'How often two values come together: what a scatter plot shows of many samples.' })
export class InteractionDensity {
  @Field(() => [Float], { description: 'Ends of the bins of x, ascending, as shown.' })
  xEdges!: readonly number[];

  @Field(() => [Float], { description: 'Ends of the bins of y, ascending, as shown.' })
  yEdges!: readonly number[];

  @Field(() => [Int], {
    description: 'Samples of each cell: all bins of y for the first bin of x, then for the next.',
  })
  counts!: readonly number[];

  @Field(() => Int, { description: 'Samples that have both values, one of them outside the ranges.' })
  outside!: number;
}
