import type { RunAggregates } from '../src/estimation/aggregate.js';
import type { RunIntervals } from '../src/estimation/uncertainty/bootstrap.js';
import type { SurprisalMeans } from '../src/estimation/decompose.js';
import type { DensityFacts } from '../src/estimation/warnings/run-facts.js';
import { runWarnings } from '../src/estimation/warnings/run-warnings.js';
import type { SensitivityCurve } from '../src/estimation/uncertainty/sensitivity.js';
import type { Subject } from '../src/estimation/steps.js';
import type { RunStepRecord } from '../src/store/run-steps.js';
import { runSummarySchema, type RunSummary } from '../src/store/run-summary.js';
import type { RunInputs } from './run-inputs.js';
import { summarizePermutations } from './summarize-permutations.js';
import { summarizeClassifiers, type StoredQuality } from './summarize-classifiers.js';

/** What the last steps of a run have found. */
export interface RunFindings {
  readonly aggregates: RunAggregates;
  readonly sensitivity: SensitivityCurve | null;
  readonly intervals: RunIntervals | null;
}

/** What the decompose step says of the models, besides the records; JSON has no NaN, and says null. */
interface ModelQuality {
  readonly classifiers: Readonly<Record<Subject, StoredQuality>>;
  readonly surprisal: Readonly<Record<'first' | 'second', StoredSurprisal>>;
}

type StoredSurprisal = Readonly<Record<keyof SurprisalMeans, number | null>>;

/** A run's dataset-level results, with the warnings that follow from them. */
export function summarizeRun(
  { config, features, names, classLabels }: Omit<RunInputs, 'datasetId'>,
  steps: readonly RunStepRecord[],
  { aggregates, sensitivity, intervals }: RunFindings,
): RunSummary {
  const decomposed = steps.find(({ kind }) => kind === 'DECOMPOSE');
  const { classifiers: qualities, surprisal } = decomposed!.diagnostics as unknown as ModelQuality;
  const classifiers = summarizeClassifiers(steps, qualities, config);
  const { overall, adjustment, classes } = aggregates;
  const densities = {
    first: densityFacts(steps, 'first', surprisal.first, features.first.columns),
    second: densityFacts(steps, 'second', surprisal.second, features.second.columns),
  };
  const finite = overall.count - overall.nonFiniteCount;
  const { means } = overall;
  const warnings = runWarnings({
    samples: overall.count,
    nonFiniteCount: overall.nonFiniteCount,
    saturatedShare: overall.saturatedCount / finite,
    informationGap: aggregates.informationGap,
    classes: classes.map(({ count }, index) => ({ label: classLabels[index]!, count })),
    classEntropy: entropyOf(classes.map(({ count }) => count / overall.count)),
    classifiers: {
      first: classifiers.first.facts,
      second: classifiers.second.facts,
      both: classifiers.both.facts,
    },
    modalities: {
      first: { name: names.first, density: densities.first },
      second: { name: names.second, density: densities.second },
    },
    information: means && { I1: means.i1, I2: means.i2, I12: means.i12 },
    adjustment,
    identityError: aggregates.identityError,
    largestInformation: aggregates.largestInformation,
  });
  const curve = (values: Float64Array): number[] => Array.from(values);
  return runSummarySchema.parse({
    samples: overall.count,
    ...overall,
    classifiers: {
      first: classifiers.first.record,
      second: classifiers.second.record,
      both: classifiers.both.record,
    },
    densities: { first: densityRecord(densities.first), second: densityRecord(densities.second) },
    identityError: aggregates.identityError,
    warnings,
    sensitivity: sensitivity && {
      ...sensitivity,
      offsets: curve(sensitivity.offsets),
      R: curve(sensitivity.R),
      U1: curve(sensitivity.U1),
      U2: curve(sensitivity.U2),
      S: curve(sensitivity.S),
    },
    intervals: intervals?.overall ?? null,
    permutationTest: summarizePermutations(steps, config.uncertainty.permutations),
  });
}

function densityFacts(
  steps: readonly RunStepRecord[],
  subject: Subject,
  surprisal: StoredSurprisal,
  columns: number,
): DensityFacts {
  const step = steps.find(({ kind, subject: of }) => kind === 'DENSITY' && of === subject);
  const { model, distinctValues, rows, dimension, leftOut } = step!.diagnostics as unknown as {
    model: string;
    distinctValues?: number;
    rows?: number;
    dimension?: number;
    leftOut?: DensityFacts['columnsLeftOut'];
  };
  return {
    kind: model === 'frequency' ? 'discrete' : 'continuous',
    isConstant: distinctValues === 1,
    meanSurprisal: surprisal.mean ?? NaN,
    gaussianSurprisal: surprisal.gaussian,
    rows: rows ?? 0,
    dimension: dimension ?? columns,
    columnsLeftOut: leftOut ?? { constant: 0, duplicate: 0, collinear: 0 },
  };
}

function densityRecord({ meanSurprisal, ...facts }: DensityFacts): object {
  return { ...facts, meanSurprisal: Number.isFinite(meanSurprisal) ? meanSurprisal : null };
}

function entropyOf(shares: readonly number[]): number {
  return -shares.reduce((sum, share) => sum + (share > 0 ? share * Math.log(share) : 0), 0);
}
