import { comparable } from './comparability.js';
import type { EstimationConfig } from './config.js';
import { assignFolds, splitByFold } from './folds.js';
import { decomposeSamples, type InteractionColumns } from './interaction-columns.js';
import type { RunFeatures } from './run-features.js';
import type { KeptResult } from './model-step-result.js';
import {
  logClassPrior,
  pointwiseInformation,
  type ClassifierQuality,
  type PointwiseInformation,
} from './classifiers/pointwise-information.js';
import type { PoolInfluence } from './classifiers/pool-influence.js';
import type { ModelStep, Subject } from './steps.js';
import { isSupplied } from './classifiers/supplied-scores.js';

/** One model step and the scores it left. */
export interface ScoredStep {
  readonly step: ModelStep;
  readonly result: KeptResult;
}

/** The records of one repetition and how good the models behind them were. */
export interface Decomposition {
  readonly columns: InteractionColumns;
  /** `[N]` the fold each sample was held out in. */
  readonly foldOf: Int32Array;
  readonly quality: Readonly<Record<Subject, ClassifierQuality>>;
  /** Of the samples on the weights of each classifier's pool. */
  readonly influence: Readonly<Record<Subject, PoolInfluence>>;
  readonly surprisal: { readonly first: SurprisalMeans; readonly second: SurprisalMeans };
}

/** Means over held-out samples, nats, before modalities are made comparable. */
export interface SurprisalMeans {
  readonly mean: number;
  /** Of a single Gaussian in the same space; null for discrete modalities. */
  readonly gaussian: number | null;
}

/**
 * Puts the folds of every model of a repetition together, pools and calibrates the classifiers, and decomposes
 * every sample.
 *
 * @param scored      every model step of the repetition, in any order; only its densities are needed with `information`
 * @param information {@link subjectInformation} of each subject, where the caller has found it already: then the scores
 *                    of all three need not be in memory at once
 */
export function decompose(
  config: EstimationConfig,
  seed: number,
  labels: Pick<RunFeatures, 'classIndex' | 'classes'>,
  scored: readonly ScoredStep[],
  information?: Readonly<Record<Subject, PointwiseInformation>>,
): Decomposition {
  const foldOf = assignFolds(labels.classIndex, config.folds, seed, scored[0]?.step.repetition);
  const informationOf = (subject: Subject): PointwiseInformation =>
    information?.[subject] ?? subjectInformation(config, labels, foldOf, scored, subject);
  const [first, second, both] = [informationOf('first'), informationOf('second'), informationOf('both')];
  const densities = (subject: Subject): ScoredStep[] =>
    scored.filter(({ step }) => step.kind === 'DENSITY' && step.subject === subject);
  const raw = { h1: joinFolds(densities('first'), foldOf), h2: joinFolds(densities('second'), foldOf) };
  const { h1, h2 } = comparable(config.comparability, raw, {
    first: isFrequency(densities('first')),
    second: isFrequency(densities('second')),
  });
  return {
    columns: decomposeSamples({ i1: first.values, i2: second.values, i12: both.values, h1, h2 }),
    foldOf,
    quality: { first: first.quality, second: second.quality, both: both.quality },
    influence: { first: first.influence, second: second.influence, both: both.influence },
    surprisal: {
      first: { mean: mean(raw.h1), gaussian: gaussianMean(densities('first')) },
      second: { mean: mean(raw.h2), gaussian: gaussianMean(densities('second')) },
    },
  };
}

/** One subject's pointwise information from the scores of all folds. */
export function subjectInformation(
  config: EstimationConfig,
  { classIndex, classes }: Pick<RunFeatures, 'classIndex' | 'classes'>,
  foldOf: Int32Array,
  scored: readonly ScoredStep[],
  subject: Subject,
): PointwiseInformation {
  const ofSubject = scored.filter(({ step }) => step.kind === 'CLASSIFIER' && step.subject === subject);
  const values = joinFolds(ofSubject, foldOf);
  const shares = logClassPrior(classIndex, classes);
  const logPrior = config.prior === 'uniform' ? shares.map(() => -Math.log(classes)) : shares;
  const candidates = values.length / (classIndex.length * classes);
  const own = ofSubject.some(({ result }) => !isSupplied(result.diagnostics));
  const scores = { values, candidates, classIndex, logPrior: shares };
  const found = pointwiseInformation(scores, logPrior, own && config.classifier.calibrate);
  return isFrequency(ofSubject)
    ? { ...found, quality: frequencyQuality(found.quality, ofSubject, classIndex.length) }
    : found;
}

/**
 * The quality of frequencies: scores that leave each sample out of its own count rank its class too low where counts
 * are close, so that accuracy is that of the counts of all samples, and there is no calibration error.
 */
function frequencyQuality(
  quality: ClassifierQuality,
  scored: readonly ScoredStep[],
  samples: number,
): ClassifierQuality {
  const right = scored.reduce((sum, { result }) => sum + Number(result.diagnostics['right']), 0);
  const isPriorAlone = quality.weights.every((weight) => weight === 0);
  return {
    ...quality,
    accuracy: isPriorAlone ? quality.accuracy : right / samples,
    calibration: { error: NaN, errorByChance: NaN },
  };
}

function isFrequency(scored: readonly ScoredStep[]): boolean {
  return scored.some(({ result }) => result.diagnostics['model'] === 'frequency');
}

/** Puts the held rows of each fold back in sample order: `[N, columns]`. */
function joinFolds(scored: readonly ScoredStep[], foldOf: Int32Array): Float64Array {
  const columns = scored[0]?.result.columns ?? 0;
  const joined = new Float64Array(foldOf.length * columns);
  let filled = 0;
  for (const { step, result } of scored) {
    splitByFold(foldOf, step.fold).held.forEach((sample, row) => {
      joined.set(result.values.subarray(row * columns, (row + 1) * columns), sample * columns);
    });
    filled += result.values.length;
  }
  if (filled !== joined.length || columns === 0)
    throw new Error('the scores of a fold are missing or incomplete');
  return joined;
}

/** Mean over held-out samples of the single Gaussian's surprisal; null where a fold has none. */
function gaussianMean(scored: readonly ScoredStep[]): number | null {
  let sum = 0;
  let rows = 0;
  for (const { result } of scored) {
    const value = result.diagnostics['gaussianSurprisal'];
    if (typeof value !== 'number') return null;
    sum += value * result.values.length;
    rows += result.values.length;
  }
  return sum / rows;
}

/** Mean of the finite values. */
function mean(values: Float64Array): number {
  const finite = values.filter(Number.isFinite);
  return finite.reduce((sum, value) => sum + value, 0) / finite.length;
}
