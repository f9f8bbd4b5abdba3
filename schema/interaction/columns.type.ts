import { GraphQLScalarType } from 'graphql';
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { COLUMN_NAMES, TEXT_COLUMNS, type ColumnName } from '../../src/store/interactions/shown-columns.js';

/** Answers only: the scalar's value is what stands in the JSON. */
function columnScalar(name: string, description: string): GraphQLScalarType {
  return new GraphQLScalarType({ name, description });
}

export const TextColumn = columnScalar(
  'TextColumn',
  'A JSON array with one text a row, or null where there is none.',
);
export const NumberColumn = columnScalar(
  'NumberColumn',
  'A JSON array with one number a row, or null where it is missing or not finite. By the encoding BASE64: base64 of all the numbers, little-endian, as float64 (missing ones NaN), or as int32 where the field says so.',
);
export const BooleanColumn = columnScalar('BooleanColumn', 'A JSON array with true or false for each row.');

export enum ColumnEncoding {
  JSON = 'JSON',
  BASE64 = 'BASE64',
}

registerEnumType(ColumnEncoding, {
  name: 'ColumnEncoding',
  description: 'How columns of numbers are sent.',
  valuesConfig: {
    JSON: { description: 'As JSON arrays.' },
    BASE64: {
      description:
        'As base64 of their bytes, little-endian: twice as fast, and read by numpy.frombuffer(base64.b64decode(text), "<f8") or new Float64Array.',
    },
  },
});

const DESCRIPTIONS: Readonly<Record<ColumnName, string>> = {
  sampleId: 'The dataset’s own ids of the samples.',
  sampleIndex: 'Rows of the samples in the dataset, from 0; int32.',
  label: 'Their classes.',
  split: 'Their splits, where the dataset has splits.',
  r: 'Redundancy.',
  u1: 'Uniqueness of the first modality.',
  u2: 'Uniqueness of the second modality.',
  s: 'Synergy.',
  i1: 'Pointwise mutual information of the first modality and the label.',
  i2: 'Pointwise mutual information of the second modality and the label.',
  i12: 'Pointwise mutual information of both modalities and the label.',
  h1: 'Surprisals −log p(x1), features in standard deviations.',
  h2: 'Surprisals −log p(x2), features in standard deviations.',
  dominant: 'The largest component as shown: R, U1, U2 or S.',
  saturated: 'Whether LSMI’s r is exactly i1 or i2, chosen by the densities alone.',
  fold: 'The folds the samples were held out in; int32.',
  rSpread: 'Standard deviations of the redundancy over the run’s repetitions. LSMI only.',
  u1Spread:
    'Standard deviations of the uniqueness of the first modality over the run’s repetitions. LSMI only.',
  u2Spread:
    'Standard deviations of the uniqueness of the second modality over the run’s repetitions. LSMI only.',
  sSpread: 'Standard deviations of the synergy over the run’s repetitions. LSMI only.',
  nonFiniteReason: 'Which values are null and what they were.',
};

/** `sampleId` is SAMPLE_ID in GraphQL's way. */
export function enumName(column: string): string {
  return column.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

export const InteractionColumn = Object.fromEntries(COLUMN_NAMES.map((name) => [enumName(name), name]));

registerEnumType(InteractionColumn, {
  name: 'InteractionColumn',
  description: 'A column of a run’s interactions.',
  valuesConfig: Object.fromEntries(
    COLUMN_NAMES.map((name) => [enumName(name), { description: DESCRIPTIONS[name] }]),
  ),
});

@ObjectType({
  description:
    'The selected samples as parallel arrays: element k of every column is of the same sample. Only what is asked for is read.',
})
export class InteractionColumns {
  @Field(() => Int, { description: 'Rows: the length of every column.' })
  count!: number;

  @Field(() => Boolean, { description: 'Whether more samples are selected than `limit` allowed.' })
  hasNextPage!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'Where the rows end: `after` of the next ones. Null where there are none.',
  })
  endCursor!: string | null;
}

for (const name of COLUMN_NAMES) {
  const type = name === 'saturated' ? BooleanColumn : TEXT_COLUMNS.has(name) ? TextColumn : NumberColumn;
  Field(() => type, { nullable: true, description: DESCRIPTIONS[name] })(InteractionColumns.prototype, name);
}
