import { Field, Float, ID, InputType, Int } from 'type-graphql';
import { InputFailure } from '../../src/domain/failure.js';
import { MOST_FILTER_LEVELS, type InteractionFilter, type Top } from '../../src/domain/interaction-filter.js';
import { InteractionValue } from './interaction-order.input.js';
import { Component } from './interaction.type.js';

@InputType({ description: 'Inclusive bounds; one may be left out.' })
export class RangeInput {
  @Field(() => Float, { nullable: true, description: 'The least value.' })
  min?: number | null;

  @Field(() => Float, { nullable: true, description: 'The largest value.' })
  max?: number | null;
}

@InputType({ description: 'One of these texts.' })
export class TextsInput {
  @Field(() => [String], { description: 'None of an empty list.' })
  in!: string[];
}

@InputType({ description: 'One of these sample ids.' })
export class SampleIdsInput {
  @Field(() => [ID], { description: 'Ids that the dataset lacks select nothing.' })
  in!: string[];
}

@InputType({ description: 'In one of these subsets.' })
export class SubsetsInput {
  @Field(() => [ID], { description: 'Ids of subsets of the run’s dataset; others select nothing.' })
  in!: string[];
}

@InputType({ description: 'One of these components.' })
export class ComponentsInput {
  @Field(() => [Component], { description: 'None of an empty list.' })
  in!: Component[];
}

@InputType({ description: 'One of these folds.' })
export class FoldsInput {
  @Field(() => [Int], { description: 'From 0.' })
  in!: number[];
}

@InputType('InteractionTop', {
  description:
    'The samples with the largest values as shown, ties in the order of sampleIndex; samples without the value are none of them. Give either `count` or `percent`.',
})
export class TopInput {
  @Field(() => InteractionValue, { description: 'What must be large.' })
  by!: InteractionValue;

  @Field(() => Boolean, { defaultValue: false, description: 'The smallest instead of the largest.' })
  smallest!: boolean;

  @Field(() => Int, { nullable: true, description: 'So many samples.' })
  count?: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'This share, above 0 and at most 100, of the samples that have the value; rounded up.',
  })
  percent?: number | null;

  @Field(() => Boolean, { defaultValue: false, description: 'So many, or such a share, of each class.' })
  perClass!: boolean;

  @Field(() => InteractionFilterInput, {
    nullable: true,
    description:
      'Among which samples: all of the run’s when left out, whatever other conditions the filter has.',
  })
  among?: InteractionFilterInput | null;
}

@InputType('InteractionFilter', {
  description:
    'Samples that meet every condition given. Ranges are over values as shown: by the method, in the unit, and with or without the adjustment, that the field is asked for.',
})
export class InteractionFilterInput {
  @Field(() => [InteractionFilterInput], { nullable: true, description: 'All of these.' })
  and?: InteractionFilterInput[] | null;

  @Field(() => [InteractionFilterInput], {
    nullable: true,
    description: 'At least one of these; none of an empty list.',
  })
  or?: InteractionFilterInput[] | null;

  @Field(() => InteractionFilterInput, {
    nullable: true,
    description: 'Not this: also samples that lack the value it asks for.',
  })
  not?: InteractionFilterInput | null;

  @Field(() => SampleIdsInput, { nullable: true, description: 'By the dataset’s own ids.' })
  sampleId?: SampleIdsInput | null;

  @Field(() => RangeInput, { nullable: true, description: 'By rows of the dataset, from 0.' })
  sampleIndex?: RangeInput | null;

  @Field(() => TextsInput, { nullable: true, description: 'Each must be a label of the dataset.' })
  label?: TextsInput | null;

  @Field(() => TextsInput, { nullable: true, description: 'Samples without a split meet none.' })
  split?: TextsInput | null;

  @Field(() => FoldsInput, { nullable: true, description: 'The fold a sample was held out in.' })
  fold?: FoldsInput | null;

  @Field(() => TopInput, {
    nullable: true,
    description: 'The samples with the largest values; at most 5 times in a filter.',
  })
  top?: TopInput | null;

  @Field(() => SubsetsInput, { nullable: true, description: 'Kept subsets of the dataset.' })
  subset?: SubsetsInput | null;

  @Field(() => ComponentsInput, { nullable: true, description: 'The largest component as shown.' })
  dominant?: ComponentsInput | null;

  @Field(() => Boolean, { nullable: true, description: 'About LSMI’s densities, whatever the method.' })
  saturated?: boolean | null;

  @Field(() => RangeInput, { nullable: true, description: 'Range of the redundancy.' })
  r?: RangeInput | null;

  @Field(() => RangeInput, { nullable: true, description: 'Range of the uniqueness of the first modality.' })
  u1?: RangeInput | null;

  @Field(() => RangeInput, { nullable: true, description: 'Range of the uniqueness of the second modality.' })
  u2?: RangeInput | null;

  @Field(() => RangeInput, { nullable: true, description: 'Range of the synergy.' })
  s?: RangeInput | null;

  @Field(() => RangeInput, { nullable: true, description: 'Range of the first modality’s information.' })
  i1?: RangeInput | null;

  @Field(() => RangeInput, { nullable: true, description: 'Range of the second modality’s information.' })
  i2?: RangeInput | null;

  @Field(() => RangeInput, { nullable: true, description: 'Range of both modalities’ information.' })
  i12?: RangeInput | null;

  @Field(() => RangeInput, { nullable: true, description: 'Range of the first modality’s surprisal.' })
  h1?: RangeInput | null;

  @Field(() => RangeInput, { nullable: true, description: 'Range of the second modality’s surprisal.' })
  h2?: RangeInput | null;
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
  const {
    and,
    or,
    not,
    sampleId,
    sampleIndex,
    label,
    split,
    fold,
    dominant,
    saturated,
    top,
    subset,
    ...ranges
  } = input;
  return {
    ...(and && { and: and.map(inner) }),
    ...(or && { or: or.map(inner) }),
    ...(not && { not: inner(not) }),
    ...(sampleId && { sampleId }),
    ...(sampleIndex && { sampleIndex }),
    ...(label && { label }),
    ...(split && { split }),
    ...(fold && { fold }),
    ...(dominant && { dominant }),
    ...(saturated != null && { saturated }),
    ...(subset && { subset }),
    ...(top && { top: topOf(top, inner) }),
    ranges: { ...ranges },
  };
}

function topOf(
  { by, smallest, count, percent, perClass, among }: TopInput,
  inner: (filter: InteractionFilterInput) => InteractionFilter,
): Top {
  return { by, smallest, count: count ?? null, percent: percent ?? null, perClass, among: among ? inner(among) : null }; // prettier-ignore
}
