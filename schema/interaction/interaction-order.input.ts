import { Field, InputType, registerEnumType } from 'type-graphql';
import type { OrderedRun } from '../../src/store/interactions/interaction-order.js';

export enum InteractionValue {
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

const VALUES = {
  R: { description: 'Redundancy.' },
  U1: { description: 'Uniqueness of the first modality.' },
  U2: { description: 'Uniqueness of the second modality.' },
  S: { description: 'Synergy.' },
  I1: { description: 'Pointwise mutual information of the first modality and the label.' },
  I2: { description: 'Pointwise mutual information of the second modality and the label.' },
  I12: { description: 'Pointwise mutual information of both modalities and the label.' },
  H1: { description: 'Surprisal of the first modality.' },
  H2: { description: 'Surprisal of the second modality.' },
};

registerEnumType(InteractionValue, {
  name: 'InteractionValue',
  description: 'A value of an interaction, as the field shows it.',
  valuesConfig: VALUES,
});

export const InteractionOrderField = { SAMPLE_INDEX: 'sampleIndex', ...InteractionValue } as const;
export type InteractionOrderField = (typeof InteractionOrderField)[keyof typeof InteractionOrderField];

registerEnumType(InteractionOrderField, {
  name: 'InteractionOrderField',
  description: 'Samples without the value come last; ties are in the order of sampleIndex.',
  valuesConfig: { ...VALUES, SAMPLE_INDEX: { description: 'The row in the dataset.' } },
});

export enum OrderDirection {
  ASC = 'ASC',
  DESC = 'DESC',
}

registerEnumType(OrderDirection, {
  name: 'OrderDirection',
  description: 'Which end an order begins at.',
  valuesConfig: {
    ASC: { description: 'The smallest first.' },
    DESC: { description: 'The largest first.' },
  },
});

@InputType({ description: 'A total order of a run’s interactions.' })
export class InteractionOrder {
  @Field(() => InteractionOrderField, { description: 'What is compared.' })
  field!: InteractionOrderField;

  @Field(() => OrderDirection, { defaultValue: OrderDirection.ASC, description: 'ASC when left out.' })
  direction!: OrderDirection;
}

/** The order that a field is asked for. */
export function orderOf(orderBy: InteractionOrder | null | undefined): OrderedRun['order'] {
  return {
    by: orderBy?.field ?? 'sampleIndex',
    descending: orderBy?.direction === OrderDirection.DESC,
  };
}
