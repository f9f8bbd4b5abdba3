import type { EstimationConfig } from '../../src/estimation/config.js';
import type { RunFeatures } from '../../src/estimation/run-features.js';
import { TESTED_STATISTICS } from '../../src/estimation/uncertainty/permutation-test.js'; // prettier-ignore
import { presets } from '../../src/estimation/presets.js';
import { Random } from '../../src/estimation/random.js';
import { gaussianClasses } from '../data/gaussian-classes.js';
import { joinColumns } from '../data/join-columns.js';
import { threeWayXor } from '../data/three-way-xor.js';
import { defineSection } from '../define-section.js';
import { estimatePlanted } from '../estimate-planted.js';
import { mapLimited } from '../map-limited.js';
import { boundText, verdict } from '../requirement.js';
import type { ValidationContext } from '../section.type.js';
import { seedsOf } from '../seeds.js';
import { binomialTail, meanOf } from '../statistics.js';
import { blocks, digits, percent, table } from '../tables.js';
import {
  chanceRequirement,
  falsePositiveRequirement,
  isAtMost,
  isBelow,
  MOST_FALSE,
  nominalShare,
  RARE,
  SIGNIFICANT,
  type NullFigures,
  type PValues,
} from './false-positives.js';

interface Figures extends NullFigures {
  readonly samples: number;
  /** Of real effects. */
  readonly powerPermutations: number;
  /** p-values on real effects, one set a seed. */
  readonly power: readonly { readonly name: string; readonly pValues: readonly PValues[] }[];
}

/** An exact test has 5% of its p at or below .05, and 2.5% below: both are judged. */
const PERMUTATIONS = 39;
/** Of 60 an exact test can have 10% at or below .05: too few to tell chance from fault. */
const REPLICATES = 180;
/** Each with all candidates: as many as tell a p of .025. */
const POWER_PERMUTATIONS = 39;
const AT_ONCE = 3;

async function run(context: ValidationContext): Promise<Figures> {
  const tiny = context.size === 'tiny';
  const samples = tiny ? 100 : 400;
  const permutations = tiny ? 3 : PERMUTATIONS;
  const powerPermutations = tiny ? 3 : POWER_PERMUTATIONS;
  const linear = testConfig(permutations, ['logistic']);
  const full = testConfig(powerPermutations, presets['accurate']!.classifier.candidates);
  const pValuesOf = async (dataset: RunFeatures, config: EstimationConfig, seed: number): Promise<PValues> =>
    (await estimatePlanted(context.threads, dataset, config, seed)).summary.permutationTest!.pValues;
  const shuffled = await mapLimited(
    Array.from({ length: tiny ? 2 : REPLICATES }, (_, replicate) => replicate + 1),
    AT_ONCE,
    async (seed) => {
      const dataset = gaussianClasses({ samples }, seed);
      const classIndex = new Random(seed, 'validation/null').shuffle(dataset.classIndex.slice());
      const pValues = await pValuesOf({ ...dataset, classIndex }, linear, seed);
      if (seed % 10 === 0) context.progress(`replicate ${seed}`);
      return pValues;
    },
  );
  const power: Figures['power'][number][] = [];
  for (const [name, datasetOf] of [
    ['the Gaussian data', (seed: number) => gaussianClasses({ samples }, seed)],
    ['XOR of x1 with two bits in x2', (seed: number) => jointXor(samples, seed)],
  ] as const) {
    power.push({
      name,
      pValues: await Promise.all(seedsOf(context).map((seed) => pValuesOf(datasetOf(seed), full, seed))),
    });
  }
  return { samples, permutations, powerPermutations, shuffled, power };
}

/** Whether the test keeps its level does not depend on the candidates: one cheap one serves where there is nothing to find. */
function testConfig(
  permutations: number,
  candidates: EstimationConfig['classifier']['candidates'],
): EstimationConfig {
  const accurate = presets['accurate']!;
  const { classifier, uncertainty } = accurate;
  return {
    ...accurate,
    classifier: { ...classifier, candidates, perceptron: { ...classifier.perceptron, models: 1 } },
    uncertainty: { ...uncertainty, permutations },
  };
}

/** All information is synergy between x1 and (x2, x3). */
function jointXor(samples: number, seed: number): RunFeatures {
  const { modalities, classIndex } = threeWayXor(samples, { kind: 'continuous', spread: 0.3 }, seed);
  const [first, second, third] = modalities;
  return { first: first!, second: joinColumns(second!, third!), classIndex, classes: 2 };
}

function render(figures: Figures): string {
  const { samples, permutations, powerPermutations, shuffled, power } = figures;
  const rows = TESTED_STATISTICS.map((name) => {
    const required = falsePositiveRequirement(figures, name);
    const byChance = chanceRequirement(figures, name);
    return [
      name,
      percent(required.value, 1),
      boundText(required),
      verdict(required),
      percent(byChance.value, 1),
      boundText(byChance),
      verdict(byChance),
      String(shuffled.filter(({ [name]: p }) => p === 1).length),
      ...power.map(({ pValues }) =>
        digits(
          meanOf(pValues, ({ [name]: p }) => p ?? NaN),
          3,
        ),
      ),
    ];
  });
  const trials = shuffled.length;
  const nothing = shuffled.filter(({ I1, I2, I12 }) => I1 === 1 && I2 === 1 && I12 === 1).length;
  const below = nominalShare(permutations, isBelow);
  const exceeds = binomialTail(trials, below, Math.floor(MOST_FALSE * trials) + 1);
  return blocks(
    `${trials} datasets of the Gaussian data (C = d = 2, noise .5, N = ${samples}) with their labels shuffled, ${permutations} permutations each, the ridge
regression alone as classifier to save time: how often is p below, or at most, ${SIGNIFICANT}? An exact test without ties has
${percent(below, 1)} of its p below ${SIGNIFICANT} and ${percent(nominalShare(permutations, isAtMost), 1)} at or below it; of ${trials} datasets it exceeds ${percent(MOST_FALSE)} below ${SIGNIFICANT} with probability ${digits(exceeds, 3)}, and
the share required at or below ${SIGNIFICANT} is the one it exceeds with probability ${RARE} at most.`,
    `Most p-values of I1, I2 and I12 are exactly 1 (all three in ${nothing} of the ${trials}): a classifier that is no better out of fold than the
classes' shares has weight 0, its information is exactly 0, under most permutations too, and ties count against the
observed value. What is tested here is the rest: that the few that find something by chance rank as they should.`,
    `On the right, mean p-values where there is something to find (${power[0]?.pValues.length ?? 0} seeds, all candidates, ${powerPermutations} permutations, so that
the smallest p is ${digits(1 / (powerPermutations + 1), 3)}): all but S in the Gaussian data, I12 and S in XOR.`,
    table(
      ['statistic', 'p < 0.05', 'required', '', 'p ≤ 0.05', 'allowed by chance', '', 'p = 1', ...power.map(({ name }) => `p, ${name}`)], // prettier-ignore
      rows,
    ),
  );
}

export const nullDistribution = defineSection<Figures>({
  name: 'null',
  title: 'False positives of the permutation test',
  run,
  render,
  requirements: (figures) => [
    ...TESTED_STATISTICS.map((name) => falsePositiveRequirement(figures, name)),
    ...TESTED_STATISTICS.map((name) => chanceRequirement(figures, name)),
  ],
});
