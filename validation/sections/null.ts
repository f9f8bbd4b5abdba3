import type { EstimationConfig } from '../../src/estimation/config.js';
import type { RunFeatures } from '../../src/estimation/run-features.js';
import { TESTED_STATISTICS, type TestedStatistic } from '../../src/estimation/uncertainty/permutation-test.js'; // prettier-ignore
import { presets } from '../../src/estimation/presets.js';
import { Random } from '../../src/estimation/random.js';
import { gaussianClasses } from '../data/gaussian-classes.js';
import { joinColumns } from '../data/join-columns.js';
import { threeWayXor } from '../data/three-way-xor.js';
import { defineSection } from '../define-section.js';
import { estimatePlanted } from '../estimate-planted.js';
import { mapLimited } from '../map-limited.js';
import { atMost, boundText, verdict, type Requirement } from '../requirement.js';
import type { ValidationContext } from '../section.type.js';
import { seedsOf } from '../seeds.js';
import { meanOf } from '../statistics.js';
import { blocks, digits, percent, table } from '../tables.js';

/** Null where a statistic is no number. */
type PValues = Readonly<Record<TestedStatistic, number | null>>;

interface Figures {
  readonly samples: number;
  readonly permutations: number;
  /** p-values under shuffled labels, one set a replicate. */
  readonly shuffled: readonly PValues[];
  /** p-values on real effects, one set a seed. */
  readonly power: readonly { readonly name: string; readonly pValues: readonly PValues[] }[];
}

const SIGNIFICANT = 0.05;
const MOST_FALSE = 0.09;
const AT_ONCE = 3;

async function run(context: ValidationContext): Promise<Figures> {
  const tiny = context.size === 'tiny';
  const samples = tiny ? 100 : 400;
  const permutations = tiny ? 3 : 39;
  const linear = testConfig(permutations, ['logistic']);
  const full = testConfig(permutations, presets['accurate']!.classifier.candidates);
  const pValuesOf = async (dataset: RunFeatures, config: EstimationConfig, seed: number): Promise<PValues> =>
    (await estimatePlanted(context.threads, dataset, config, seed)).summary.permutationTest!.pValues;
  const shuffled = await mapLimited(
    Array.from({ length: tiny ? 2 : 60 }, (_, replicate) => replicate + 1),
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
  return { samples, permutations, shuffled, power };
}

/** What is exact about the test does not depend on the candidates: one cheap one serves where there is nothing to find. */
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

function falseShare(
  { shuffled }: Figures,
  name: TestedStatistic,
  isSignificant: (p: number) => boolean,
): number {
  return meanOf(shuffled, ({ [name]: p }) => (p !== null && isSignificant(p) ? 1 : 0));
}

function requirementOf(figures: Figures, name: TestedStatistic): Requirement {
  return atMost(
    `share of shuffled datasets with p < ${SIGNIFICANT}, ${name}`,
    falseShare(figures, name, (p) => p < SIGNIFICANT),
    MOST_FALSE,
    2,
  );
}

function render(figures: Figures): string {
  const { samples, permutations, shuffled, power } = figures;
  const rows = TESTED_STATISTICS.map((name) => {
    const requirement = requirementOf(figures, name);
    return [
      name,
      percent(requirement.value, 1),
      percent(falseShare(figures, name, (p) => p <= SIGNIFICANT), 1), // prettier-ignore
      boundText(requirement),
      verdict(requirement),
      ...power.map(({ pValues }) =>
        digits(
          meanOf(pValues, ({ [name]: p }) => p ?? NaN),
          3,
        ),
      ),
    ];
  });
  return blocks(
    `${shuffled.length} datasets of the Gaussian data (C = d = 2, noise .5, N = ${samples}) with their labels shuffled, ${permutations} permutations each, the ridge
regression alone as classifier to save time: how often is p below, or at most, ${SIGNIFICANT}? The smallest p there can be is ${digits(1 / (permutations + 1), 3)}; of labels without information
${percent(SIGNIFICANT - 1 / (permutations + 1), 1)} should come out below ${SIGNIFICANT} and ${percent(SIGNIFICANT, 1)} at or below it. On the right, mean p-values where there is
something to find (${power[0]?.pValues.length ?? 0} seeds, all candidates): all but S in the Gaussian data, I12 and S in XOR.`,
    table(
      ['statistic', 'p < 0.05', 'p ≤ 0.05', 'required', '', ...power.map(({ name }) => `p, ${name}`)],
      rows,
    ),
  );
}

export const nullDistribution = defineSection<Figures>({
  name: 'null',
  title: 'False positives of the permutation test',
  run,
  render,
  requirements: (figures) => TESTED_STATISTICS.map((name) => requirementOf(figures, name)),
});
