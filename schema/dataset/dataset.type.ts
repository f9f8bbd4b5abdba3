import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionTypes } from '../shared/connection.js';

export enum ModalityKind {
  CONTINUOUS = 'CONTINUOUS',
  DISCRETE = 'DISCRETE',
}

registerEnumType(ModalityKind, {
  name: 'ModalityKind',
  description: 'How a modality is modelled.',
  valuesConfig: {
    CONTINUOUS: { description: 'By trained classifiers and Gaussian-mixture densities.' },
    DISCRETE: { description: 'By the frequencies of its few distinct rows.' },
  },
});

@ObjectType({ description: 'One modality of a dataset.' })
export class Modality {
  @Field(() => String)
  name!: string;

  @Field(() => Int, { description: 'Features a sample has in this modality.' })
  dimension!: number;

  @Field(() => ModalityKind)
  kind!: ModalityKind;
}

@ObjectType({ description: 'One class of a dataset.' })
export class DatasetClass {
  @Field(() => String)
  label!: string;

  @Field(() => Int, { description: 'Samples of this class.' })
  count!: number;
}

@ObjectType({
  description: 'Log-probabilities of a classifier of the user’s own, used in place of a trained one’s.',
})
export class SuppliedLogProbabilities {
  @Field(() => String, {
    description: 'The modality the classifier saw, or the two it saw together, joined by `+`.',
  })
  subject!: string;
}

@ObjectType({
  description: 'An imported, immutable dataset of labelled samples with two or more modalities.',
})
export class Dataset {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  name!: string;

  @Field(() => String, { description: 'Of everything imported, 64 hexadecimal digits.' })
  sha256!: string;

  @Field(() => Int)
  sampleCount!: number;

  @Field(() => Int, { description: 'Rows of the file that were left out because a used value was missing.' })
  droppedRows!: number;

  @Field(() => [DatasetClass])
  classes!: DatasetClass[];

  @Field(() => [Modality])
  modalities!: Modality[];

  @Field(() => Date)
  createdAt!: Date;
}

export const DatasetConnection = connectionTypes(() => Dataset, 'Dataset');
