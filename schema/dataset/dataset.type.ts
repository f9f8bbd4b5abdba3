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
  @Field(() => String, { description: 'Unique within the dataset.' })
  name!: string;

  @Field(() => Int, { description: 'Features a sample has in this modality.' })
  dimension!: number;

  @Field(() => ModalityKind, { description: 'How it is modelled.' })
  kind!: ModalityKind;
}

@ObjectType({ description: 'One class of a dataset.' })
export class DatasetClass {
  @Field(() => String, { description: 'As the file has it.' })
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
  @Field(() => ID, { description: 'A UUID.' })
  id!: string;

  @Field(() => String, { description: 'Unique; a dataset can be asked for by it.' })
  name!: string;

  @Field(() => String, { description: 'Of everything imported, 64 hexadecimal digits.' })
  sha256!: string;

  @Field(() => Int, { description: 'Samples, N.' })
  sampleCount!: number;

  @Field(() => Int, { description: 'Rows of the file that were left out because a used value was missing.' })
  droppedRows!: number;

  @Field(() => [DatasetClass], {
    description: 'In the order of their labels: of numbers where all are numbers, else of texts.',
  })
  classes!: DatasetClass[];

  @Field(() => [Modality], { description: 'In the order of their import.' })
  modalities!: Modality[];

  @Field(() => Date, { description: 'When it was imported.' })
  createdAt!: Date;
}

export const DatasetConnection = connectionTypes(() => Dataset, 'Dataset');
