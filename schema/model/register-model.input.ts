import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { Base64 } from '../shared/base64.scalar.js';
import { UserError } from '../shared/user-error.type.js';
import { Model, PredictionKind } from './model.type.js';

@InputType({ description: 'A file of a model’s predictions, one row for each sample of a dataset.' })
export class RegisterModelInput {
  @Field(() => ID, { description: 'The dataset, by its id or name.' })
  dataset!: string;

  @Field(() => String, { description: 'Of the new model, unique within the dataset.' })
  name!: string;

  @Field(() => String, {
    description: 'Its ending says how to read the content: `.npz`, `.npy`, `.csv` or `.tsv`.',
  })
  fileName!: string;

  @Field(() => Base64, {
    description: 'The file’s bytes, up to 48 MB. Large files are better registered on the command line.',
  })
  content!: Buffer;

  @Field(() => PredictionKind, {
    defaultValue: PredictionKind.PROBABILITIES,
    description: 'What the numbers are.',
  })
  kind!: PredictionKind;

  @Field(() => String, {
    nullable: true,
    description:
      'npz: an array’s name, where it has several; columns in the order of the dataset’s classes. csv: left out, columns are named as the classes are; `p_*` takes those that begin so.',
  })
  array?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Array or column of the dataset’s sample ids, to match rows by; else rows are in the dataset’s order.',
  })
  id?: string | null;
}

@ObjectType({ description: 'What became of a registration.' })
export class RegisterModelPayload {
  @Field(() => Model, { nullable: true, description: 'Null when there are userErrors.' })
  model!: Model | null;

  @Field(() => [UserError], {
    description: 'What was wrong with the file or the input; empty when all went well.',
  })
  userErrors!: UserError[];
}

@ObjectType({ description: 'What became of a deletion.' })
export class DeleteModelPayload {
  @Field(() => ID, { nullable: true, description: 'The model’s id; null when there are userErrors.' })
  deletedModelId!: string | null;

  @Field(() => [UserError], { description: 'Why nothing was deleted; empty when all went well.' })
  userErrors!: UserError[];
}
