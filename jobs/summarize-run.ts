import type { RunAggregates } from '../src/estimation/aggregate.js';
import type { RunIntervals } from '../src/estimation/bootstrap.js';
import type { Decomposition } from '../src/estimation/decompose.js';
import { permutationPValues, type TestedStatistics } from '../src/estimation/permutation-test.js';
import type { ClassifierFacts, DensityFacts } from '../src/estimation/run-facts.js';
import { runWarnings } from '../src/estimation/run-warnings.js';
import type { SensitivityCurve } from '../src/estimation/sensitivity.js';
import type { Subject } from '../src/estimation/steps.js';
import type { RunStepRecord } from '../src/store/run-steps.js';
import { runSummarySchema, type RunSummary } from '../src/store/run-summary.js';
import type { RunInputs } from './run-inputs.js';

/** What the last steps of a run have found. */
export interface RunFindings {
  readonly aggregates: RunAggregates;
  readonly sensitivity: SensitivityCurve | null;
  readonly intervals: RunIntervals | null;
}

/** What the decompose step says of the models, besides the records. */
type ModelQuality = Pick<Decomposition, 'surprisal'> & { readonly classifiers: Decomposition['quality'] };

/** A run's dataset-level results, with the warnings that follow from them. */
export function summarizeRun(
  { config, features, names, classLabels }: RunInputs,
  steps: readonly RunStepRecord[],
  { aggregates, sensitivity, intervals }: RunFindings,
): RunSummary {
  const decomposed = steps.find(({ kind }) => kind === 'DECOMPOSE');
  const { classifiers, surprisal } = decomposed!.diagnostics as unknown as ModelQuality;
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
    classes: classes.map(({ count }, index) => ({ label: classLabels[index]!, count })),
    classEntropy: entropyOf(classes.map(({ count }) => count / overall.count)),
    classifiers: {
      first: { ...classifiers.first, training: trainingOf(steps, 'first') },
      second: { ...classifiers.second, training: trainingOf(steps, 'second') },
      both: { ...classifiers.both, training: trainingOf(steps, 'both') },
    },
    modalities: {
      first: { name: names.first, density: densities.first },
      second: { name: names.second, density: densities.second },
    },
    information: means && { I1: means.i1, I2: means.i2, I12: means.i12 },
    adjustment,
    identityError: aggregates.identityError,
  });
  const curve = (values: Float64Array): number[] => Array.from(values);
  return runSummarySchema.parse({
    samples: overall.count,
    ...overall,
    classifiers,
    densities,
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
    permutationTest: permutationTest(steps, config.uncertainty.permutations),
  });
}

function permutationTest(
  steps: readonly RunStepRecord[],
  permutations: number,
): RunSummary['permutationTest'] {
  if (permutations === 0) return null;
  const found = steps
    .filter(({ kind }) => kind === 'PERMUTATION')
    .map(({ permutation, diagnostics }) => ({
      permutation,
      statistics: (diagnostics as unknown as { statistics: TestedStatistics }).statistics,
    }));
  const observed = found.find(({ permutation }) => permutation === 0)!.statistics;
  const nulls = found.filter(({ permutation }) => permutation !== 0).map(({ statistics }) => statistics);
  return { permutations, observed, pValues: permutationPValues(observed, nulls) };
}

/** Over all models of a subject that were trained in epochs; null where none was. */
function trainingOf(steps: readonly RunStepRecord[], subject: Subject): ClassifierFacts['training'] {
  let models = 0;
  let stoppedAtLastEpoch = 0;
  for (const { kind, subject: of, diagnostics } of steps) {
    if (kind !== 'CLASSIFIER' || of !== subject) continue;
    const perceptron = (diagnostics as Record<string, unknown>)['perceptron'] as
      { epochs: readonly number[]; stoppedAtLastEpoch: number } | undefined;
    models += perceptron?.epochs.length ?? 0;
    stoppedAtLastEpoch += perceptron?.stoppedAtLastEpoch ?? 0;
  }
  return models === 0 ? null : { models, stoppedAtLastEpoch };
}

function densityFacts(
  steps: readonly RunStepRecord[],
  subject: Subject,
  surprisal: Decomposition['surprisal']['first'],
  columns: number,
): DensityFacts {
  const step = steps.find(({ kind, subject: of }) => kind === 'DENSITY' && of === subject);
  const { model, rows, dimension, leftOut } = step!.diagnostics as unknown as {
    model: string;
    rows?: number;
    dimension?: number;
    leftOut?: DensityFacts['columnsLeftOut'];
  };
  return {
    kind: model === 'frequency' ? 'discrete' : 'continuous',
    meanSurprisal: surprisal.mean,
    gaussianSurprisal: surprisal.gaussian,
    rows: rows ?? 0,
    dimension: dimension ?? columns,
    columnsLeftOut: leftOut ?? { constant: 0, duplicate: 0, collinear: 0 },
  };
}

function entropyOf(shares: readonly number[]): number {
  return -shares.reduce((sum, share) => sum + (share > 0 ? share * Math.log(share) : 0), 0);
}
