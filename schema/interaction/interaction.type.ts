import { Field, Float, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionTypes } from '../shared/connection.js';

export enum Unit {
  NATS = 'NATS',
  BITS = 'BITS',
}

registerEnumType(Unit, {
  name: 'Unit',
  description: 'Of every information value in an answer or a filter.',
  valuesConfig: {
    NATS: { description: 'Natural logarithms.' },
    BITS: { description: 'Logarithms to base 2: a nat is 1.4427 bits.' },
  },
});

export enum Component {
  R = 'r',
  U1 = 'u1',
  U2 = 'u2',
  S = 's',
}

registerEnumType(Component, {
  name: 'Component',
  description: 'The four parts of a sample’s information about its label.',
  valuesConfig: {
    R: { description: 'Redundancy: what both modalities say alike.' },
    U1: { description: 'Uniqueness of the first modality.' },
    U2: { description: 'Uniqueness of the second modality.' },
    S: { description: 'Synergy: what only both together say.' },
  },
});

const nullable = { nullable: true } as const;

@ObjectType({
  description:
    'Standard deviations (n − 1) of a sample’s LSMI components over the repetitions of its run: how much they depend on the seed.',
})
export class ComponentSpread {
  @Field(() => Float, { description: 'Of the redundancy.' })
  r!: number;

  @Field(() => Float, { description: 'Of the uniqueness of the first modality.' })
  u1!: number;

  @Field(() => Float, { description: 'Of the uniqueness of the second modality.' })
  u2!: number;

  @Field(() => Float, { description: 'Of the synergy.' })
  s!: number;
}

@ObjectType({
  simpleResolvers: true, // a page has thousands of values
  description:
    'One sample’s interaction: r + u1 = i1, r + u2 = i2, r + u1 + u2 + s = i12, components by the method asked for. A value is null when it is not finite.',
})
export class Interaction {
  @Field(() => ID, { description: 'The dataset’s own id of the sample.' })
  sampleId!: string;

  @Field(() => Int, { description: 'Row of the sample in the dataset, from 0.' })
  sampleIndex!: number;

  @Field(() => String, { description: 'Its class.' })
  label!: string;

  @Field(() => String, { ...nullable, description: 'Its split, where the dataset has splits.' })
  split!: string | null;

  @Field(() => Float, { ...nullable, description: 'Redundancy.' })
  r!: number | null;

  @Field(() => Float, { ...nullable, description: 'Uniqueness of the first modality.' })
  u1!: number | null;

  @Field(() => Float, { ...nullable, description: 'Uniqueness of the second modality.' })
  u2!: number | null;

  @Field(() => Float, { ...nullable, description: 'Synergy.' })
  s!: number | null;

  @Field(() => Float, {
    ...nullable,
    description: 'Pointwise mutual information of the first modality and the label.',
  })
  i1!: number | null;

  @Field(() => Float, {
    ...nullable,
    description: 'Pointwise mutual information of the second modality and the label.',
  })
  i2!: number | null;

  @Field(() => Float, {
    ...nullable,
    description: 'Pointwise mutual information of both modalities and the label.',
  })
  i12!: number | null;

  @Field(() => Float, { ...nullable, description: 'Surprisal −log p(x1), features in standard deviations.' })
  h1!: number | null;

  @Field(() => Float, { ...nullable, description: 'Surprisal −log p(x2), features in standard deviations.' })
  h2!: number | null;

  @Field(() => Component, {
    ...nullable,
    description:
      'The largest component as shown; ties in the order R, U1, U2, S. Null when a value the method uses is not finite.',
  })
  dominant!: Component | null;

  @Field(() => Boolean, {
    description:
      'Whether LSMI’s r is exactly i1 or i2, chosen by the densities alone; the same whatever the method.',
  })
  saturated!: boolean;

  @Field(() => ComponentSpread, {
    ...nullable,
    description:
      'How far the components lie apart over the run’s repetitions. LSMI only: null by EVIDENCE, for runs of one repetition, and where a value is not finite in one of them.',
  })
  spread!: ComponentSpread | null;

  @Field(() => Int, {
    description: 'The fold the sample was held out in: its models were trained on the others.',
  })
  fold!: number;

  @Field(() => String, { ...nullable, description: 'Which values are null and what they were.' })
  nonFiniteReason!: string | null;
}

const Base = connectionTypes(() => Interaction, 'Interaction');

@ObjectType({ description: 'A page of interactions.' })
export class InteractionConnection extends Base {
  @Field(() => Int, { description: 'Records the filter selects, on all pages; counted only when asked for.' })
  totalCount!: number;
}
