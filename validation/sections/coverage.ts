import type { EstimationConfig } from '../../src/estimation/config.js';
import type { GroupIntervals, Interval } from '../../src/estimation/uncertainty/bootstrap.js';
import { presets } from '../../src/estimation/presets.js';
import { gaussianClasses } from '../data/gaussian-classes.js';
import { populationMeans, type PopulationMeans } from '../data/population-means.js';
import { defineSection } from '../define-section.js';
import { estimatePlanted } from '../estimate-planted.js';
import { mapLimited } from '../map-limited.js';
import { atLeast, boundText, verdict, type Requirement } from '../requirement.js';
import type { ValidationContext } from '../section.type.js';
import { meanOf } from '../statistics.js';
import { blocks, digits, percent, table } from '../tables.js';

const COVERED = ['R', 'U1', 'U2', 'S', 'I1', 'I2', 'I12', 'R evidence', 'U1 evidence', 'U2 evidence', 'S evidence'] as const; // prettier-ignore
type Covered = (typeof COVERED)[number];
/** The ones a share is required of. */
const REQUIRED: readonly Covered[] = ['R', 'U1', 'U2', 'S'];
const LEAST_SHARE = 0.8;

type Intervals = Readonly<Record<Covered, Interval>>;

interface Figures {
  readonly samples: number;
  readonly repetitions: number;
  readonly draws: number;
  readonly confidence: number;
  readonly truth: Readonly<Record<Covered, number>>;
  readonly replicates: readonly Intervals[];
}

const AT_ONCE = 3;

async function run(context: ValidationContext): Promise<Figures> {
  const tiny = context.size === 'tiny';
  const samples = tiny ? 100 : 2000;
  const config = coverageConfig();
  const replicates = await mapLimited(
    Array.from({ length: tiny ? 2 : 60 }, (_, replicate) => replicate + 1),
    AT_ONCE,
    async (seed) => {
      const { summary } = await estimatePlanted(
        context.threads,
        gaussianClasses({ samples }, seed),
        config,
        seed,
      );
      if (seed % 10 === 0) context.progress(`replicate ${seed}`);
      return intervalsOf(summary.intervals!);
    },
  );
  const { repetitions, bootstrap, confidence } = config.uncertainty;
  return {
    samples,
    repetitions,
    draws: bootstrap,
    confidence,
    truth: truthOf(populationMeans({}, tiny ? 1 : 20)),
    replicates,
  };
}

/** No perceptrons: the pool hardly takes them on these data, and the suite gets faster by much. */
function coverageConfig(): EstimationConfig {
  const accurate = presets['accurate']!;
  const { classifier, uncertainty } = accurate;
  return {
    ...accurate,
    classifier: { ...classifier, candidates: ['logistic', 'sparse-logistic'] },
    uncertainty: { ...uncertainty, repetitions: 3, bootstrap: 500 },
  };
}

function intervalsOf({ raw, evidence, information }: GroupIntervals): Intervals {
  return named(raw, evidence, information);
}

function truthOf({ lsmi, evidence, information }: PopulationMeans): Readonly<Record<Covered, number>> {
  return named(lsmi, evidence, information);
}

function named<Value>(
  raw: Readonly<Record<'r' | 'u1' | 'u2' | 's', Value>>,
  evidence: Readonly<Record<'r' | 'u1' | 'u2' | 's', Value>>,
  { i1, i2, i12 }: Readonly<Record<'i1' | 'i2' | 'i12', Value>>,
): Record<Covered, Value> {
  return {
    R: raw.r,
    U1: raw.u1,
    U2: raw.u2,
    S: raw.s,
    I1: i1,
    I2: i2,
    I12: i12,
    'R evidence': evidence.r,
    'U1 evidence': evidence.u1,
    'U2 evidence': evidence.u2,
    'S evidence': evidence.s,
  };
}

function coveredShare({ truth, replicates }: Figures, name: Covered): number {
  return meanOf(replicates, ({ [name]: { low, high } }) =>
    low <= truth[name] && truth[name] <= high ? 1 : 0,
  );
}

function requirementOf(figures: Figures, name: Covered): Requirement {
  return atLeast(`share of intervals that cover ${name}`, coveredShare(figures, name), LEAST_SHARE, 2);
}

function render(figures: Figures): string {
  const { samples, repetitions, draws, confidence, truth, replicates } = figures;
  const rows = COVERED.map((name) => {
    const requirement = REQUIRED.includes(name) ? requirementOf(figures, name) : null;
    return [
      name,
      digits(truth[name], 4),
      digits(
        meanOf(replicates, ({ [name]: { low, high } }) => (low + high) / 2),
        4,
      ),
      digits(
        meanOf(replicates, ({ [name]: { low, high } }) => high - low),
        4,
      ),
      percent(coveredShare(figures, name)),
      requirement ? boundText(requirement) : '',
      requirement ? verdict(requirement) : '',
    ];
  });
  return blocks(
    `${replicates.length} datasets of the Gaussian data, C = d = 2, noise .5, N = ${samples}; ${percent(confidence)} intervals of ${draws} bootstrap draws
over samples and ${repetitions} repetitions. To save time both logistic regressions are the only
candidates (what the pool takes most often on these data). The truth is the distribution's, by Monte Carlo over a million samples. How many intervals cover it?
The standard error of a share is about ${percent(Math.sqrt((confidence * (1 - confidence)) / replicates.length))}. The means of LSMI are before the adjustment.`,
    table(['mean', 'truth', 'middle of the intervals', 'width', 'covered', 'required', ''], rows),
  );
}

export const coverage = defineSection<Figures>({
  name: 'coverage',
  title: 'Coverage of the intervals',
  run,
  render,
  requirements: (figures) => REQUIRED.map((name) => requirementOf(figures, name)),
});
