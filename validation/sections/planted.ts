import { evidence, type Components } from '../../src/estimation/decomposition.js';
import {
  componentsAt,
  primitivesAt,
  type InteractionColumns,
} from '../../src/estimation/interaction-columns.js';
import { findAdjustment } from '../../src/estimation/adjustment.js';
import { presets } from '../../src/estimation/presets.js';
import { PLANTED_MEAN, PLANTED_TYPES, plantedMixture, type PlantedMixture } from '../data/planted-mixture.js';
import { defineSection } from '../define-section.js';
import { estimatePlanted } from '../estimate-planted.js';
import { atLeast, atMost, boundText, verdict, type Requirement } from '../requirement.js';
import type { ValidationContext } from '../section.type.js';
import { overSeeds, seedsOf } from '../seeds.js';
import { mean, meanOf } from '../statistics.js';
import { blocks, digits, percent, table } from '../tables.js';

interface Judged {
  /** Share of all samples, and of the unique ones, whose largest component names the planted type. */
  readonly named: number;
  readonly namedOfUnique: number;
  readonly means: Components;
}

interface Measured {
  readonly evidence: Judged;
  /** After the adjustment. */
  readonly lsmi: Judged;
}

interface Figures {
  readonly samples: number;
  readonly noise: number;
  readonly ours: readonly Measured[];
  /** Of the exact posteriors and densities. */
  readonly exact: readonly Measured[];
}

const NOISE = 0.3;
const LEAST_NAMED = 0.93;
const MEAN_TOLERANCE = 0.04;

async function run(context: ValidationContext): Promise<Figures> {
  const samples = context.size === 'tiny' ? 200 : 4000;
  const both = await overSeeds(seedsOf(context), async (seed) => {
    const dataset = plantedMixture(samples, seed, NOISE);
    const { columns } = await estimatePlanted(context.threads, dataset, presets['accurate']!, seed);
    context.progress(`seed ${seed}`);
    return { ours: judge(columns, dataset), exact: judge(dataset.truth, dataset) };
  });
  return { samples, noise: NOISE, ours: both.map(({ ours }) => ours), exact: both.map(({ exact }) => exact) };
}

function judge(columns: InteractionColumns, { plantedType }: PlantedMixture): Measured {
  const { offset } = findAdjustment({ R: mean(columns.r), U1: mean(columns.u1), U2: mean(columns.u2), S: mean(columns.s) }); // prettier-ignore
  const adjusted = (sample: number): Components => {
    const { r, u1, u2, s } = componentsAt(columns, sample);
    return { r: r + offset, u1: u1 - offset, u2: u2 - offset, s: s + offset };
  };
  return {
    evidence: judgeRule((sample) => evidence(primitivesAt(columns, sample)), plantedType),
    lsmi: judgeRule(adjusted, plantedType),
  };
}

function judgeRule(partsOf: (sample: number) => Components, plantedType: Int32Array): Judged {
  const parts = Array.from(plantedType, (_, sample) => partsOf(sample));
  const named = parts.map((one, sample) => {
    const values = PLANTED_TYPES.map((type) => one[type]);
    return values.indexOf(Math.max(...values)) === plantedType[sample] ? 1 : 0;
  });
  const isUnique = (sample: number): boolean => PLANTED_TYPES[plantedType[sample]!]!.startsWith('u');
  const meanPart = (name: keyof Components): number => mean(parts.map((one) => one[name]));
  return {
    named: mean(named),
    namedOfUnique: mean(named.filter((_, sample) => isUnique(sample))),
    means: { r: meanPart('r'), u1: meanPart('u1'), u2: meanPart('u2'), s: meanPart('s') },
  };
}

const meanPart = (all: readonly Measured[], rule: keyof Measured, name: keyof Components): number =>
  meanOf(all, (one) => one[rule].means[name]);

function requirements({ ours, exact }: Figures): readonly Requirement[] {
  const difference = (name: keyof Components): number =>
    Math.abs(meanPart(ours, 'evidence', name) - meanPart(exact, 'evidence', name));
  return [
    atLeast(
      'share of samples named by evidence',
      meanOf(ours, (one) => one.evidence.named),
      LEAST_NAMED,
    ),
    atMost('largest error of a mean by evidence', Math.max(...PLANTED_TYPES.map(difference)), MEAN_TOLERANCE),
  ];
}

function render(figures: Figures): string {
  const { samples, noise, ours, exact } = figures;
  const row = (name: string, all: readonly Measured[], rule: keyof Measured): string[] => [
    name,
    percent(
      meanOf(all, (one) => one[rule].named),
      1,
    ),
    percent(
      meanOf(all, (one) => one[rule].namedOfUnique),
      1,
    ),
    ...PLANTED_TYPES.map((type) => digits(meanPart(all, rule, type), 3)),
  ];
  return blocks(
    `A quarter of the samples each redundant, unique to x1, unique to x2 and synergistic, one bit of information each
(a mean of ${digits(PLANTED_MEAN, 3)} nats a component if nothing were lost to noise); the type is visible, Gaussian noise ${noise}, N = ${samples},
learned models. Does the largest component of a sample name its planted type?`,
    table(
      ['decomposition', 'named', 'of the unique ones', 'R', 'U1', 'U2', 'S'],
      [
        row('`evidence`, ours', ours, 'evidence'),
        row('`evidence`, exact posteriors', exact, 'evidence'),
        row('LSMI adjusted, ours', ours, 'lsmi'),
        row('LSMI adjusted, exact posteriors and densities', exact, 'lsmi'),
      ],
    ),
    table(
      ['requirement', 'ours', 'required', ''],
      requirements(figures).map((one) => [one.what, digits(one.value, 3), boundText(one), verdict(one)]),
    ),
  );
}

export const planted = defineSection<Figures>({ name: 'planted', title: 'The planted mixture', run, render, requirements }); // prettier-ignore
