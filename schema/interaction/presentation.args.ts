import { ArgsType, Field, registerEnumType } from 'type-graphql';
import { BITS_PER_NAT, presentationFor, type Presentation } from '../../src/domain/interaction-filter.js';
import type { RunRecord } from '../../src/store/runs.js';
import { Unit } from './interaction.type.js';

export enum Method {
  LSMI = 'lsmi',
  EVIDENCE = 'evidence',
}

registerEnumType(Method, {
  name: 'Method',
  description: 'The rule that splits a sample’s information into components.',
  valuesConfig: {
    LSMI: {
      description:
        'The paper’s: r = min(h1, h2) − min(h1 − i1, h2 − i2). Densities decide which modality’s information is redundant.',
    },
    EVIDENCE: {
      description:
        'r is the smaller of i1 and i2 where both are positive, the larger where both are negative, else 0. No densities.',
    },
  },
});

const METHOD = {
  defaultValue: Method.LSMI,
  description: 'The rule of the components shown, compared and ordered.',
};
const ADJUSTED = {
  defaultValue: false,
  description:
    'Whether components are shown, compared and ordered after the run’s adjustment. EVIDENCE has none: there it changes nothing.',
};

/** How a field that shows no information sees components. */
@ArgsType()
export class MethodArgs {
  @Field(() => Method, METHOD)
  method!: Method;

  @Field(() => Boolean, ADJUSTED)
  adjusted!: boolean;
}

/** How a field shows information: every field with components takes these. */
@ArgsType()
export class PresentationArgs {
  @Field(() => Method, METHOD)
  method!: Method;

  @Field(() => Unit, { defaultValue: Unit.NATS, description: 'Unit of every information value.' })
  unit!: Unit;

  @Field(() => Boolean, ADJUSTED)
  adjusted!: boolean;
}

export function presentationOf(run: RunRecord, { unit, ...how }: PresentationArgs): Presentation {
  return presentationFor(run, how, scaleOf(unit));
}

/** Factor from nats to the unit. */
export function scaleOf(unit: Unit): number {
  return unit === Unit.BITS ? BITS_PER_NAT : 1;
}
