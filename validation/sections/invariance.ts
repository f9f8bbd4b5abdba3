import { COLUMN_NAMES, type InteractionColumns } from '../../src/estimation/interaction-columns.js';
import type { RunFeatures } from '../../src/estimation/run-features.js';
import { presets } from '../../src/estimation/presets.js';
import { Random } from '../../src/estimation/random.js';
import { gaussianClasses } from '../data/gaussian-classes.js';
import { columnsInOrder, inOtherUnits, rowsInOrder } from '../data/rearranged.js';
import { defineSection } from '../define-section.js';
import { estimatePlanted } from '../estimate-planted.js';
import { atMost, boundText, verdict, type Requirement } from '../requirement.js';
import type { ValidationContext } from '../section.type.js';
import { overSeeds, seedsOf } from '../seeds.js';
import { largestDifference, mean, range } from '../statistics.js';
import { blocks, digits, table } from '../tables.js';

const MEANS = ['i1', 'i2', 'i12', 'r', 'u1', 'u2', 's'] as const;
type Means = Readonly<Record<(typeof MEANS)[number], number>>;

interface Figures {
  readonly samples: number;
  readonly dimension: number;
  /** Largest change of any value of any sample and seed, nats. */
  readonly units: readonly { readonly name: string; readonly change: number }[];
  /** Dataset means, one a seed. */
  readonly original: readonly Means[];
  readonly orders: readonly { readonly name: string; readonly means: readonly Means[] }[];
}

const TOLERANCE = 1e-3;
/** Of three seeds the range is too rough to set a change of order against. They begin with those of the other sections. */
const ORDER_SEEDS = [1, 2, 3, 4, 5, 6];
/** Powers of ten, so that scaling rounds. */
const SCALES = [1e-6, 1e-3, 1, 1e3, 1e6];

async function run(context: ValidationContext): Promise<Figures> {
  const samples = context.size === 'tiny' ? 100 : 600;
  const classes = 3;
  const estimated = async (dataset: RunFeatures, seed: number): Promise<InteractionColumns> =>
    (await estimatePlanted(context.threads, dataset, presets['accurate']!, seed)).columns;
  // One dataset and several seeds of the estimation: what rearranging does is set against what the seed does.
  const dataset = gaussianClasses({ samples, classes }, 1);
  const seeds = seedsOf(context);
  const orderSeeds = context.size === 'tiny' ? seeds : ORDER_SEEDS;
  const originals = await overSeeds(orderSeeds, (seed) => estimated(dataset, seed));

  const units: Figures['units'][number][] = [];
  for (const { name, changed } of otherUnits(dataset)) {
    const changes = await overSeeds(seeds, async (seed) => {
      const columns = await estimated(changed, seed);
      const original = originals[orderSeeds.indexOf(seed)]!;
      return Math.max(...COLUMN_NAMES.map((column) => largestDifference(columns[column], original[column])));
    });
    units.push({ name, change: Math.max(...changes) });
    context.progress(`${name}: ${Math.max(...changes).toExponential(1)}`);
  }
  const orders: Figures['orders'][number][] = [];
  for (const name of ['rows', 'columns'] as const) {
    const means = await overSeeds(orderSeeds, async (seed) =>
      meansOf(await estimated(reordered(dataset, name, seed), seed)),
    );
    orders.push({ name, means });
    context.progress(`${name} in another order`);
  }
  return { samples, dimension: classes, units, original: originals.map(meansOf), orders };
}

function otherUnits(
  dataset: RunFeatures,
): readonly { readonly name: string; readonly changed: RunFeatures }[] {
  const { first, second, classIndex, classes } = dataset;
  const changed = (scale: (column: number) => number, shift: number): RunFeatures => ({
    first: inOtherUnits(first, (column) => ({ scale: scale(column), shift: shift * scale(column) })),
    second: inOtherUnits(second, (column) => ({ scale: scale(column + first.columns), shift: 0 })),
    classIndex,
    classes,
  });
  return [
    { name: 'every column × 1e-6', changed: changed(() => 1e-6, 0) },
    { name: 'every column × 1e6', changed: changed(() => 1e6, 0) },
    { name: 'columns × 1e-6, 1e-3, 1, 1e3, 1e6 in turn', changed: changed((column) => SCALES[column % SCALES.length]!, 0) }, // prettier-ignore
    { name: 'columns of x1 + 1000', changed: changed(() => 1, 1000) },
  ];
}

function reordered(dataset: RunFeatures, what: 'rows' | 'columns', seed: number): RunFeatures {
  const random = new Random(seed, `validation/invariance/${what}`);
  const { first, second } = dataset;
  return what === 'rows'
    ? rowsInOrder(dataset, random.permutation(first.rows))
    : columnsInOrder(dataset, {
        first: random.permutation(first.columns),
        second: random.permutation(second.columns),
      });
}

function meansOf(columns: InteractionColumns): Means {
  return Object.fromEntries(MEANS.map((name) => [name, mean(columns[name])])) as Means;
}

/** Largest change of a mean over seeds, as a share of that mean's range over seeds. */
function shareOfSpread({ original }: Figures, means: readonly Means[]): number {
  const shares = MEANS.map((name) => {
    const [before, after] = [original, means].map((all) => all.map((one) => one[name])) as [
      number[],
      number[],
    ];
    return Math.abs(mean(after) - mean(before)) / range(before);
  });
  return Math.max(...shares);
}

function requirements(figures: Figures): readonly Requirement[] {
  return [
    atMost('largest change of a value by other units', Math.max(...figures.units.map(({ change }) => change)), TOLERANCE, 6), // prettier-ignore
    ...figures.orders.map(({ name, means }) =>
      atMost(
        `change of a mean by another order of ${name}, in seed spreads`,
        shareOfSpread(figures, means),
        1,
        2,
      ),
    ),
  ];
}

function render(figures: Figures): string {
  const { samples, dimension, units, original, orders } = figures;
  const average = (means: readonly Means[]): string[] => MEANS.map((name) => digits(mean(means.map((one) => one[name])), 4)); // prettier-ignore
  return blocks(
    `Gaussian data, C = d = ${dimension}, N = ${samples}, one dataset. Another unit or origin of a column may change no value of any
sample by more than ${TOLERANCE} nats:`,
    table(
      ['change', 'largest change of a value', ''],
      units.map(({ name, change }) => [name, change.toExponential(1).replace('-', '−'), verdict(atMost('', change, TOLERANCE))]), // prettier-ignore
    ),
    `Another order of samples or columns draws other folds and starts, as another seed does: means over ${original.length} seeds may
differ by no more than the range of the seeds.`,
    table(
      ['order', ...MEANS],
      [
        ['as it is', ...average(original)],
        ['range over seeds', ...MEANS.map((name) => digits(range(original.map((one) => one[name])), 4))],
        ...orders.map(({ name, means }) => [`${name} in another order`, ...average(means)]),
      ],
    ),
    table(
      ['requirement', 'ours', 'required', ''],
      requirements(figures).map((one) => [
        one.what,
        digits(one.value, one.decimals),
        boundText(one),
        verdict(one),
      ]),
    ),
  );
}

export const invariance = defineSection<Figures>({ name: 'invariance', title: 'Units, origins and order', run, render, requirements }); // prettier-ignore
