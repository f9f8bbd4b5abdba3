import { Field, InputType, ObjectType } from 'type-graphql';
import { Base64 } from '../shared/base64.scalar.js';
import { UserError } from '../shared/user-error.type.js';
import { Dataset } from './dataset.type.js';

@InputType({ description: 'A modality and the array or columns of the file that hold it.' })
export class ModalityInput {
  @Field(() => String, { description: 'Letters, digits, `_`, `.` and `-`.' })
  name!: string;

  @Field(() => String, {
    description:
      'npz: an array’s name. csv: column names separated by commas; `img_*` means all that begin so and are not the label, ids, splits or log-probabilities.',
  })
  array!: string;
}

@InputType({ description: 'The user’s own classifier in place of one that a run would train.' })
export class LogProbabilitiesInput {
  @Field(() => String, {
    description: 'The modality the classifier saw, or two joined by `+` in either order.',
  })
  subject!: string;

  @Field(() => String, {
    description:
      'Array or columns, as for a modality, of out-of-fold log p(y|x): one column for each class, in the order of the dataset’s classes.',
  })
  array!: string;
}

@InputType({ description: 'A file of features and labels, and what its arrays or columns mean.' })
export class ImportDatasetInput {
  @Field(() => String, { description: 'Of the new dataset, unique.' })
  name!: string;

  @Field(() => String, { description: 'Its ending says how to read the content: `.npz`, `.csv` or `.tsv`.' })
  fileName!: string;

  @Field(() => Base64, {
    description: 'The file’s bytes, up to 48 MB. Large files are better imported on the command line.',
  })
  content!: Buffer;

  @Field(() => [ModalityInput], { description: 'Two or more.' })
  modalities!: ModalityInput[];

  @Field(() => [LogProbabilitiesInput], {
    nullable: true,
    description: 'Any of the classifiers of a run; the others are trained.',
  })
  logProbabilities?: LogProbabilitiesInput[] | null;

  @Field(() => String, { description: 'Array or column of the class labels.' })
  label!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Array or column of unique sample ids; row numbers otherwise.',
  })
  id?: string | null;

  @Field(() => String, { nullable: true, description: 'Array or column of split names (train, test …).' })
  split?: string | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Leave rows with a missing value out (and count them) instead of refusing the file.',
  })
  dropMissing!: boolean;
}

@ObjectType({ description: 'What became of an import.' })
export class ImportDatasetPayload {
  @Field(() => Dataset, { nullable: true, description: 'Null when there are userErrors.' })
  dataset!: Dataset | null;

  @Field(() => [UserError], {
    description: 'What was wrong with the file or the input; empty when all went well.',
  })
  userErrors!: UserError[];
}
