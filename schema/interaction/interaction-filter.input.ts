import { Field, Float, ID, InputType, registerEnumType } from 'type-graphql';
import { InputFailure } from '../../src/domain/failure.js';
import { MOST_FILTER_LEVELS, type InteractionFilter } from '../../src/domain/interaction-filter.js';
import { Component } from './interaction.type.js';

@InputType({ description: 'Inclusive bounds; one may be left out.' })
export class RangeInput {
  @Field(() => Float, { nullable: true })
  min?: number | null;

  @Field(() => Float, { nullable: true })
  max?: number | null;
}

@InputType({ description: 'One of these texts.' })
export class TextsInput {
  @Field(() => [String])
  in!: string[];
}

@InputType({ description: 'One of these sample ids.' })
export class SampleIdsInput {
  @Field(() => [ID])
  in!: string[];
}

@InputType({ description: 'One of these components.' })
export class ComponentsInput {
  @Field(() => [Component])
  in!: Component[];
}

const range = { nullable: true } as const;

@InputType('InteractionFilter', {
  description:
    'Samples that meet every condition given. Ranges are over values as shown: by the method, in the unit, and with or without the adjustment, that the field is asked for.',
})
export class InteractionFilterInput {
  @Field(() => [InteractionFilterInput], { nullable: true })
  and?: InteractionFilterInput[] | null;

  @Field(() => [InteractionFilterInput], {
    nullable: true,
    description: 'At least one of these; none of an empty list.',
  })
  or?: InteractionFilterInput[] | null;

  @Field(() => InteractionFilterInput, { nullable: true })
  not?: InteractionFilterInput | null;

  @Field(() => SampleIdsInput, { nullable: true })
  sampleId?: SampleIdsInput | null;

  @Field(() => TextsInput, { nullable: true, description: 'Each must be a label of the dataset.' })
  label?: TextsInput | null;

  @Field(() => TextsInput, { nullable: true })
  split?: TextsInput | null;

  @Field(() => ComponentsInput, { nullable: true, description: 'The largest component as shown.' })
  dominant?: ComponentsInput | null;

  @Field(() => Boolean, { nullable: true, description: 'About LSMI’s densities, whatever the method.' })
  saturated?: boolean | null;

  @Field(() => RangeInput, range)
  r?: RangeInput | null;

  @Field(() => RangeInput, range)
  u1?: RangeInput | null;

  @Field(() => RangeInput, range)
  u2?: RangeInput | null;

  @Field(() => RangeInput, range)
  s?: RangeInput | null;

  @Field(() => RangeInput, range)
  i1?: RangeInput | null;

  @Field(() => RangeInput, range)
  i2?: RangeInput | null;

  @Field(() => RangeInput, range)
  i12?: RangeInput | null;

  @Field(() => RangeInput, range)
  h1?: RangeInput | null;

  @Field(() => RangeInput, range)
  h2?: RangeInput | null;
}

export enum InteractionOrderField {
  SAMPLE_INDEX = 'sampleIndex',
  R = 'r',
  U1 = 'u1',
  U2 = 'u2',
  S = 's',
  I1 = 'i1',
  I2 = 'i2',
  I12 = 'i12',
  H1 = 'h1',
  H2 = 'h2',
}

registerEnumType(InteractionOrderField, {
  name: 'InteractionOrderField',
  description: 'Samples without the value come last; ties are in the order of sampleIndex.',
});

export enum OrderDirection {
  ASC = 'ASC',
  DESC = 'DESC',
}

registerEnumType(OrderDirection, { name: 'OrderDirection' });

@InputType({ description: 'A total order of a run’s interactions.' })
export class InteractionOrder {
  @Field(() => InteractionOrderField)
  field!: InteractionOrderField;

  @Field(() => OrderDirection, { defaultValue: OrderDirection.ASC })
  direction!: OrderDirection;
}

/**
 * The filter as the store knows it.
 *
 * @throws InputFailure BAD_FILTER before a nesting without end can exhaust the stack
 */
export function toFilter(input: InteractionFilterInput, level = 1): InteractionFilter {
  if (level > MOST_FILTER_LEVELS) {
    throw new InputFailure(
      'BAD_FILTER',
      `The filter cannot be used: it is nested more than ${MOST_FILTER_LEVELS} levels deep.`,
      'filter',
    );
  }
  const inner = (child: InteractionFilterInput): InteractionFilter => toFilter(child, level + 1);
  const { and, or, not, sampleId, label, split, dominant, saturated, ...ranges } = input;
  return {
    ...(and && { and: and.map(inner) }),
    ...(or && { or: or.map(inner) }),
    ...(not && { not: inner(not) }),
    ...(sampleId && { sampleId }),
    ...(label && { label }),
    ...(split && { split }),
    ...(dominant && { dominant }),
    ...(saturated != null && { saturated }),
    ranges: { ...ranges },
  };
}
