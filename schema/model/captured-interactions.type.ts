import { Field, Float, Int, ObjectType } from 'type-graphql';

const nullable = { nullable: true } as const;

@ObjectType({
  simpleResolvers: true,
  description:
    'How much of the synergy that a run found a model captures; means over samples, null where there is none. With m = log p(y|x) − log p(y) of the model in place of i12, its synergy is m − r − u1 − u2.',
})
export class CapturedSynergy {
  @Field(() => Int, { description: 'Samples that have every component.' })
  count!: number;

  @Field(() => Float, { ...nullable, description: 'The model’s pointwise information, m.' })
  information!: number | null;

  @Field(() => Float, { ...nullable, description: 'The run’s, i12.' })
  runInformation!: number | null;

  @Field(() => Float, {
    ...nullable,
    description: 'The model’s synergy. Below 0 where it knows less than both modalities tell one by one.',
  })
  captured!: number | null;

  @Field(() => Float, { ...nullable, description: 'The run’s synergy, s.' })
  synergy!: number | null;

  @Field(() => Float, {
    ...nullable,
    description:
      'captured / synergy. Null where the run’s mean synergy is not above twice its standard error over the samples: of hardly any, no share means something.',
  })
  share!: number | null;
}

@ObjectType({ simpleResolvers: true, description: 'What a model captures of the samples of one class.' })
export class ClassCapturedSynergy {
  @Field(() => String, { description: 'The class.' })
  label!: string;

  @Field(() => CapturedSynergy, { description: 'Of its samples.' })
  captured!: CapturedSynergy;
}

@ObjectType({ simpleResolvers: true, description: 'What a model captures of the interactions of a run.' })
export class CapturedInteractions {
  @Field(() => CapturedSynergy, { description: 'Of all samples.' })
  all!: CapturedSynergy;

  @Field(() => [ClassCapturedSynergy], { description: 'In the order of the dataset’s classes.' })
  classes!: ClassCapturedSynergy[];
}
