import { presets } from '../../src/estimation/presets.js';
import { gaussianClasses } from '../data/gaussian-classes.js';
import { aimedTruth } from '../data/aimed-truth.js';
import { defineSection } from '../define-section.js';
import { estimatePlanted } from '../estimate-planted.js';
import { scikitReference } from '../references/scikit-reference.js';
import { atMost, boundText, verdict, type Requirement } from '../requirement.js';
import { JUDGED, meanCorrelation, meanRmse, sampleErrors, type SampleErrors } from '../sample-errors.js';
import type { ValidationContext } from '../section.type.js';
import { overSeeds, seedsOf } from '../seeds.js';
import { mean, meanOf, rmse } from '../statistics.js';
import { blocks, digits, table } from '../tables.js';

interface Case {
  readonly samples: number;
  readonly irrelevantFirst: number;
  readonly irrelevantSecond: number;
}

interface Errors extends SampleErrors {
  /** Of r, against the truth without the irrelevant columns. */
  readonly fromClean: number;
}

interface Figures {
  readonly cases: readonly (Case & { readonly ours: readonly Errors[] })[];
}

const CASES: readonly Case[] = [
  { samples: 2_000, irrelevantFirst: 20, irrelevantSecond: 20 },
  { samples: 2_000, irrelevantFirst: 118, irrelevantSecond: 118 },
  { samples: 2_000, irrelevantFirst: 118, irrelevantSecond: 0 },
  { samples: 10_000, irrelevantFirst: 118, irrelevantSecond: 118 },
];
const accurate = presets['accurate']!;

const LEEWAY = 1.05;
/** Root-mean-square errors of i12 asked for with 118 irrelevant columns a modality, by N. */
const ASKED: Readonly<Record<number, number>> = { 2_000: 0.87, 10_000: 0.45 };
const PUBLISHED_I12 = 2.15;

async function run(context: ValidationContext): Promise<Figures> {
  const cases: Figures['cases'][number][] = [];
  const chosen =
    context.size === 'tiny' ? [{ samples: 200, irrelevantFirst: 3, irrelevantSecond: 3 }] : CASES;
  for (const one of chosen) {
    const ours = await overSeeds(seedsOf(context), async (seed) => {
      const dataset = gaussianClasses({ ...one, classes: 10 }, seed);
      const { columns } = await estimatePlanted(context.threads, dataset, accurate, seed);
      return {
        ...sampleErrors(columns, aimedTruth(dataset, accurate.comparability)),
        fromClean: rmse(columns.r, dataset.clean.r),
      };
    });
    cases.push({ ...one, ours });
    context.progress(`${nameOf(one)}: i12 ${meanRmse(ours, 'i12').toFixed(3)}`);
  }
  return { cases };
}

function nameOf({ irrelevantFirst, irrelevantSecond, samples }: Case): string {
  return `${irrelevantFirst} in x1, ${irrelevantSecond} in x2, N = ${samples}`;
}

function requirementOf(one: Figures['cases'][number]): Requirement | null {
  const asked = ASKED[one.samples];
  if (asked === undefined || one.irrelevantFirst !== 118 || one.irrelevantSecond !== 118) return null;
  return atMost(`error of i12, ${nameOf(one)}`, meanRmse(one.ours, 'i12'), LEEWAY * asked);
}

function render({ cases }: Figures): string {
  const reference = scikitReference().classifiers['C=10, 118 irrelevant'];
  const rows = cases.map((one) => {
    const requirement = requirementOf(one);
    const isReference = one.samples === 2_000 && requirement !== null;
    return [
      nameOf(one),
      ...JUDGED.map((judged) => digits(meanRmse(one.ours, judged), 3)),
      digits(meanCorrelation(one.ours, 'r'), 3),
      digits(
        meanOf(one.ours, ({ fromClean }) => fromClean),
        3,
      ),
      requirement ? `i12 ${boundText(requirement)}` : '',
      requirement ? verdict(requirement) : '',
      isReference && reference ? digits(mean(reference.i12), 3) : '',
      isReference ? digits(PUBLISHED_I12, 2) : '',
    ];
  });
  return blocks(
    `The data of the section above, C = 10, noise .5, with columns of standard normal noise added to one modality or both;
without any, see above. Root-mean-square errors per sample, nats. Surprisals of irrelevant columns are part of h1 and h2:
r, u1, u2 and s are set against the exact values with the surprisals of these same columns, made comparable as the run
does it (\`${accurate.comparability}\`); *r, clean truth* against those without the irrelevant columns, of which more in the next section.`,
    table(
      [
        'irrelevant columns',
        ...JUDGED,
        'correlation of r',
        'r, clean truth',
        'required',
        '',
        'i12 by scikit-learn',
        'i12, published',
      ],
      rows,
    ),
  );
}

export const irrelevant = defineSection<Figures>({
  name: 'irrelevant',
  title: 'Irrelevant columns',
  run,
  render,
  requirements: ({ cases }) => cases.map(requirementOf).filter((one) => one !== null),
});
