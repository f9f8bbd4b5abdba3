import { Field, Float, Int, ObjectType } from 'type-graphql';

const nullable = { nullable: true } as const;

@ObjectType({
  description: 'One number for each statistic tested; null where the observed statistic is not finite.',
})
export class TestedStatistics {
  @Field(() => Float, { ...nullable, description: 'Of the mean information in the first modality.' })
  i1!: number | null;

  @Field(() => Float, { ...nullable, description: 'Of the mean information in the second modality.' })
  i2!: number | null;

  @Field(() => Float, { ...nullable, description: 'Of the mean information in both modalities.' })
  i12!: number | null;

  @Field(() => Float, { ...nullable, description: 'Of the mean raw LSMI redundancy.' })
  r!: number | null;

  @Field(() => Float, { ...nullable, description: 'Of the mean raw LSMI synergy.' })
  s!: number | null;
}

@ObjectType({
  description:
    'A test against labels that have nothing to do with the features: the classifiers are trained anew on permuted labels, the densities stay.',
})
export class PermutationTest {
  @Field(() => Int, {
    description: 'Permutations of the labels; no p-value can be below 1 / (1 + permutations).',
  })
  permutations!: number;

  @Field(() => TestedStatistics, {
    description: 'One-sided p-values: (1 + permutations that reach the observed) / (1 + permutations).',
  })
  pValues!: TestedStatistics;

  @Field(() => TestedStatistics, {
    description:
      'The statistics under the labels as they are, from the same cheaper estimation as the permutations’ (fewer folds, one model each): not quite the run’s means.',
  })
  observed!: TestedStatistics;
}
