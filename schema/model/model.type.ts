import { Field, Float, ID, ObjectType, registerEnumType } from 'type-graphql';
import { Dataset } from '../dataset/dataset.type.js';
import { connectionTypes } from '../shared/connection.js';

export enum PredictionKind {
  PROBABILITIES = 'PROBABILITIES',
  LOG_PROBABILITIES = 'LOG_PROBABILITIES',
  LOGITS = 'LOGITS',
}

registerEnumType(PredictionKind, {
  name: 'PredictionKind',
  description: 'What a model’s predictions are given as.',
  valuesConfig: {
    PROBABILITIES: {
      description:
        'p(y|x): from 0 to 1, adding to 1 in every row within .001, which is mended. A probability of 0 counts as 1e-15.',
    },
    LOG_PROBABILITIES: { description: 'Their natural logarithms, none below −1e6.' },
    LOGITS: { description: 'Any numbers whose softmax they are.' },
  },
});

@ObjectType({
  description:
    'A model of the user’s own: its predictions of every sample of a dataset, to be set against runs.',
})
export class Model {
  @Field(() => ID, { description: 'A UUID.' })
  id!: string;

  @Field(() => String, { description: 'Unique within the dataset.' })
  name!: string;

  @Field(() => String, {
    description: 'Of its log-probabilities as they are kept, 64 hexadecimal digits.',
  })
  sha256!: string;

  @Field(() => Dataset, { description: 'Whose samples it predicts.' })
  dataset!: Dataset;

  @Field(() => PredictionKind, { description: 'What its predictions were given as.' })
  kind!: PredictionKind;

  @Field(() => Float, { description: 'Share of the samples, 0 to 1, whose class it finds most probable.' })
  accuracy!: number;

  @Field(() => Float, { description: 'Mean −log p(y|x) over the samples, nats.' })
  logLoss!: number;

  @Field(() => Float, {
    description:
      'Expected calibration error, 0 to 1: mean distance of confidence from accuracy, in 15 bins of confidence.',
  })
  calibrationError!: number;

  @Field(() => Date, { description: 'When it was registered.' })
  createdAt!: Date;
}

const Base = connectionTypes(() => Model, 'Model');

@ObjectType({ description: 'A page of models.' })
export class ModelConnection extends Base {}
