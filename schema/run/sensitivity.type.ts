import { Field, Float, ObjectType } from 'type-graphql';
import { ComponentMeans } from '../interaction/component-means.type.js';

@ObjectType({ description: 'Raw LSMI means with `offset` added to every h1.' })
export class SensitivityPoint extends ComponentMeans {
  @Field(() => Float, { description: 'What is added to every h1; 0 is the run as it is.' })
  offset!: number;
}

@ObjectType({ description: 'Raw LSMI means for offsets beyond all bounds.' })
export class SensitivityLimits {
  @Field(() => ComponentMeans, { description: 'As the offset goes to −∞: R is I1.' })
  negative!: ComponentMeans;

  @Field(() => ComponentMeans, { description: 'As the offset goes to +∞: R is I2.' })
  positive!: ComponentMeans;
}

@ObjectType({
  description:
    'How much of a run’s LSMI means rests on the scale of the densities: the means as an offset between the two surprisals moves, as a change of x1’s units would move it. A flat curve means that nothing rests on it.',
})
export class Sensitivity {
  @Field(() => [SensitivityPoint], {
    description:
      'By ascending offset, closer where the curve bends; among them the offset 0 (of 3 points or more). A single point where nothing depends on the offset.',
  })
  points!: SensitivityPoint[];

  @Field(() => SensitivityLimits, { description: 'Where the curve goes at both ends.' })
  limits!: SensitivityLimits;
}
