import { comparable, type Surprisals } from '../../src/estimation/comparability.js';
import type { Comparability, EstimationConfig } from '../../src/estimation/config.js';
import { isSaturated } from '../../src/estimation/decomposition.js';
import { decomposeSamples, primitivesAt, type InteractionColumns } from '../../src/estimation/interaction-columns.js'; // prettier-ignore
import { presets } from '../../src/estimation/presets.js';
import { gaussianClasses, type GaussianClassesOptions } from '../data/gaussian-classes.js';
import { defineSection } from '../define-section.js';
import { estimatePlanted } from '../estimate-planted.js';
import type { Requirement } from '../requirement.js';
import type { ValidationContext } from '../section.type.js';
import { overSeeds, seedsOf } from '../seeds.js';
import { correlation, mean, meanOf, rmse } from '../statistics.js';
import { blocks, digits, percent, table } from '../tables.js';
import { withoutClassifiers } from '../uninformed-scores.js';
import { comparabilityRequirements } from './comparability-requirements.js';

interface Measured {
  /** Of r per sample, against the truth without irrelevant columns and in equal units. */
  readonly rmse: number;
  readonly correlation: number;
  /** Means of r. */
  readonly redundancy: number;
  readonly cleanRedundancy: number;
  readonly saturated: number;
}

type ByOption<Value> = Readonly<Record<Comparability, Value>>;

interface Figures {
  readonly samples: number;
  readonly cases: readonly { readonly name: string; readonly ours: readonly ByOption<Measured>[] }[];
}

const OPTIONS: readonly Comparability[] = ['standardized', 'common-dimension', 'z-scored'];

const CASES: readonly (Partial<GaussianClassesOptions> & { readonly name: string })[] = [
  { name: 'C = 2, nothing added', classes: 2 },
  { name: 'C = 2, 20 irrelevant in x1', classes: 2, irrelevantFirst: 20 },
  { name: 'C = 10, nothing added', classes: 10 },
  { name: 'C = 10, 20 irrelevant in x1', classes: 10, irrelevantFirst: 20 },
  {
    name: 'C = 10, 20 irrelevant in x1, ten times as wide, x1 in a unit 1000 times as small',
    classes: 10,
    irrelevantFirst: 20,
    irrelevantSpread: 10,
    firstUnit: 1000,
  },
  { name: 'C = 10, 118 irrelevant in x1', classes: 10, irrelevantFirst: 118 },
];

async function run(context: ValidationContext): Promise<Figures> {
  const tiny = context.size === 'tiny';
  const samples = tiny ? 200 : 2000;
  const cases: Figures['cases'][number][] = [];
  for (const { name, ...options } of tiny ? CASES.slice(0, 1) : CASES) {
    const ours = await overSeeds(seedsOf(context), (seed) => measure(context, { ...options, samples }, seed));
    cases.push({ name, ours });
    context.progress(name);
  }
  return { samples, cases };
}

/** Classifiers do not depend on the option, nor do the densities that z-scores are of: they are fitted once. */
async function measure(
  { threads }: ValidationContext,
  options: Partial<GaussianClassesOptions>,
  seed: number,
): Promise<ByOption<Measured>> {
  const dataset = gaussianClasses(options, seed);
  const accurate = presets['accurate']!;
  const config: EstimationConfig = {
    ...accurate,
    classifier: { ...accurate.classifier, candidates: ['sparse-logistic'] },
    comparability: 'standardized',
  };
  const { columns } = await estimatePlanted(threads, dataset, config, seed);
  const projected: EstimationConfig = { ...config, comparability: 'common-dimension' };
  const ofComponents = await estimatePlanted(threads, withoutClassifiers(dataset), projected, seed);
  const measured = ({ h1, h2 }: Surprisals): Measured =>
    judge(decomposeSamples({ i1: columns.i1, i2: columns.i2, i12: columns.i12, h1, h2 }), dataset.clean);
  return {
    standardized: measured(columns),
    'common-dimension': measured(ofComponents.columns),
    'z-scored': measured(comparable('z-scored', columns, { first: false, second: false })),
  };
}

function judge(found: InteractionColumns, clean: InteractionColumns): Measured {
  return {
    rmse: rmse(found.r, clean.r),
    correlation: correlation(found.r, clean.r),
    redundancy: mean(found.r),
    cleanRedundancy: mean(clean.r),
    saturated: saturatedShare(found),
  };
}

function saturatedShare(columns: InteractionColumns): number {
  const saturated = Array.from(columns.r, (_, sample) => isSaturated(primitivesAt(columns, sample)));
  return saturated.filter(Boolean).length / saturated.length;
}

/** Cases that are planned no more, of older figures, are not judged. */
function requirements({ cases }: Figures): readonly Requirement[] {
  const judged = cases.flatMap(({ name, ours }) => {
    const options = CASES.find((one) => one.name === name);
    const errorOf = (option: Comparability): number => meanOf(ours, (one) => one[option].rmse);
    return options
      ? [{ options, errors: OPTIONS.map((option) => ({ option, error: errorOf(option) })) }]
      : [];
  });
  return comparabilityRequirements(presets['accurate']!.comparability, judged);
}

function render({ samples, cases }: Figures): string {
  const cells = (ours: readonly ByOption<Measured>[], option: Comparability): string[] => [
    digits(
      meanOf(ours, (one) => one[option].rmse),
      3,
    ),
    digits(
      meanOf(ours, (one) => one[option].correlation),
      3,
    ),
    digits(
      meanOf(ours, (one) => one[option].redundancy),
      3,
    ),
    percent(meanOf(ours, (one) => one[option].saturated)),
  ];
  const all = cases.flatMap(({ ours }) => ours);
  const rows = OPTIONS.flatMap((option) => [
    ...cases.map(({ name, ours }) => [
      `${name}: \`${option}\``,
      digits(
        meanOf(ours, (one) => one[option].cleanRedundancy),
        3,
      ),
      ...cells(ours, option),
    ]),
    [
      `**mean of all: \`${option}\`**`,
      '',
      digits(
        meanOf(all, (one) => one[option].rmse),
        3,
      ),
      digits(
        meanOf(all, (one) => one[option].correlation),
        3,
      ),
      '',
      '',
    ],
  ]);
  return blocks(
    `How well \`r\` keeps to its truth on *clean* features when one modality is given irrelevant columns or another unit,
with each way of making surprisals comparable (\`comparability\`). Gaussian data as above, noise .5, N = ${samples}. The classifiers
are sparse logistic regressions alone, to save time: they are the same whatever the option. Another unit alone changes
nothing, since every option begins with standardised columns. The default is
\`${presets['accurate']!.comparability}\`: not the best of every case, but of the mean of those with irrelevant columns.`,
    table(
      ['data: option', 'R, truth', 'error of r per sample', 'correlation of r', 'R, ours', 'saturated'],
      rows,
    ),
  );
}

export const comparability = defineSection<Figures>({
  name: 'comparability',
  title: 'Modalities of unequal width and unit',
  run,
  render,
  requirements,
});
