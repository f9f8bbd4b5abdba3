import type { Matrix } from '../domain/matrix.js';
import { fitClassifier } from './classifier.js';
import type { EstimationConfig } from './config.js';
import { screenColumns, type ColumnScreening } from './column-screening.js';
import { densitySurprisal, fitDensity, type DensityRequest } from './density.js';
import {
  discreteLimit,
  findDistinctRows,
  pairCodes,
  ROWS_PER_DISTINCT_VALUE,
  type DistinctRows,
} from './distinct-rows.js';
import type { Engine, Standardized } from './engine.js';
import { assignFolds, splitByFold } from './folds.js';
import { frequencyLogProbabilities, frequencySurprisal } from './frequency.js';
import { besideColumns, everyRow, takeColumns, takeIntegers } from './rows.js';
import { fitStandardization, standardizeRows } from './standardization.js';
import type { ModelStep, Subject } from './steps.js';
import { suppliedScores } from './supplied-scores.js';

/** What every model step of a run reads. */
export interface RunFeatures {
  /** `[N, d1]` */
  readonly first: Matrix;
  /** `[N, d2]` */
  readonly second: Matrix;
  /** `[N]` */
  readonly classIndex: Int32Array;
  readonly classes: number;
  /** `[N, C]` log-probabilities of the user's own classifiers, which are then not trained. */
  readonly supplied?: Readonly<Partial<Record<Subject, Matrix>>>;
}

/** Out-of-fold scores of the step's fold, rows in ascending sample order. */
export interface ModelStepResult {
  /**
   * Classifier: `[held, K·C]` log-probabilities of K candidates side by side; density: `[held]` surprisals, nats,
   * of features in units of their standard deviation over the dataset (of whitened principal components where
   * modalities are brought to a common dimension).
   */
  readonly values: Float64Array;
  readonly columns: number;
  readonly diagnostics: Readonly<Record<string, unknown>>;
}

/**
 * Fits one model on all folds but the step's and scores that fold. Depends on nothing but its arguments:
 * the same seed gives the same result bit for bit, in whatever order and on whatever thread.
 */
export async function runModelStep(
  engine: Engine,
  config: EstimationConfig,
  seed: number,
  features: RunFeatures,
  step: ModelStep,
): Promise<ModelStepResult> {
  const foldOf = assignFolds(features.classIndex, config.folds, seed, step.repetition);
  const rows = splitByFold(foldOf, step.fold);
  return step.kind === 'CLASSIFIER'
    ? classifierStep(engine, config, seed, features, step, rows)
    : densityStep(engine, config, seed, features, step, rows);
}

interface FoldRows {
  readonly training: Int32Array;
  readonly held: Int32Array;
}

async function classifierStep(
  engine: Engine,
  config: EstimationConfig,
  seed: number,
  features: RunFeatures,
  step: ModelStep,
  { training, held }: FoldRows,
): Promise<ModelStepResult> {
  const { classIndex, classes } = features;
  const supplied = features.supplied?.[step.subject];
  if (supplied) return suppliedScores(supplied, held);
  const discrete = distinctOf(features, step.subject);
  if (discrete) {
    return {
      values: frequencyLogProbabilities(discrete.codes, discrete.count, classIndex, classes, held),
      columns: classes,
      diagnostics: { model: 'frequency', distinctValues: discrete.count },
    };
  }
  const inputs = standardizedInputs(features, step.subject, training, held);
  const fit = await fitClassifier(
    engine,
    config.classifier,
    inputs.training,
    takeIntegers(classIndex, training),
    classes,
    inputs.held,
    seed,
    step.name,
  );
  return {
    values: fit.logProbabilities,
    columns: config.classifier.candidates.length * classes,
    diagnostics: { model: 'trained', ...fit.diagnostics },
  };
}

async function densityStep(
  engine: Engine,
  config: EstimationConfig,
  seed: number,
  features: RunFeatures,
  step: ModelStep,
  { training, held }: FoldRows,
): Promise<ModelStepResult> {
  const subject = step.subject === 'second' ? 'second' : 'first';
  const discrete = distinctOf(features, subject);
  if (discrete) {
    return {
      values: frequencySurprisal(discrete.codes, discrete.count, held),
      columns: 1,
      diagnostics: { model: 'frequency', distinctValues: discrete.count },
    };
  }
  const { screening, matrix } = screened(features[subject], config);
  const standardization = fitStandardization(matrix, training);
  const units = logUnits(matrix, standardization.kept);
  const request: DensityRequest = {
    ridge: Float64Array.from(standardization.kept, (column) => screening.ridge[column]!),
    commonDimension:
      config.comparability === 'common-dimension' ? commonDimension(features, config, training.length) : null,
  };
  const fit = await fitDensity(
    engine,
    config.density,
    standardizeRows(standardization, matrix, training),
    request,
    seed,
    step.name,
  );
  const heldRows = standardizeRows(standardization, matrix, held);
  const surprisal = await densitySurprisal(engine, fit.model, heldRows, request);
  const ofGaussian = await densitySurprisal(engine, fit.gaussian, heldRows, request);
  // Whitened components have no unit left to put back.
  const unitShift = request.commonDimension === null ? standardization.logScale - units : 0;
  return {
    values: surprisal.map((value) => value + unitShift),
    columns: 1,
    diagnostics: {
      model: config.density.family,
      components: fit.model.mixture.components,
      principalComponents: fit.model.projection?.count ?? null,
      covariance: fit.covariance,
      precision: fit.precision,
      shrinkage: fit.shrinkage,
      iterations: fit.iterations,
      validationSurprisal: fit.validationSurprisal + unitShift,
      gaussianSurprisal: meanOf(ofGaussian) + unitShift,
      rows: training.length,
      dimension: fit.model.mixture.dimension,
      leftOut: screening.leftOut,
    },
  };
}

/** A modality without the columns that say nothing new. */
function screened(
  features: Matrix,
  { density }: EstimationConfig,
): { readonly screening: ColumnScreening; readonly matrix: Matrix } {
  const screening = screenColumns(features, density.ridge);
  return { screening, matrix: takeColumns(features, screening.kept) };
}

/** The most principal components both modalities are brought to. */
const LARGEST_COMMON_DIMENSION = 64;
/** Rows each of them should have. */
const ROWS_PER_COMMON_DIMENSION = 20;

/** As many principal components as both modalities have and the rows can carry. */
function commonDimension(features: RunFeatures, config: EstimationConfig, rows: number): number {
  const columns = (['first', 'second'] as const).map((subject) =>
    distinctOf(features, subject) ? Infinity : screened(features[subject], config).screening.kept.length,
  );
  const supported = Math.floor(rows / ROWS_PER_COMMON_DIMENSION);
  return Math.max(1, Math.min(...columns, supported, LARGEST_COMMON_DIMENSION));
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * Log volume, nats, of one unit of surprisal: every column counts in standard deviations over the whole
 * dataset, so that neither its original unit nor the fold moves a surprisal.
 */
function logUnits(matrix: Matrix, kept: Int32Array): number {
  const units = fitStandardization(matrix, everyRow(matrix.rows));
  const scaleOf = new Map(Array.from(units.kept, (column, index) => [column, units.scale[index]!]));
  return kept.reduce((sum, column) => sum + Math.log(scaleOf.get(column) ?? 1), 0);
}

/** The subject's distinct values where frequencies serve, else null. */
function distinctOf(features: RunFeatures, subject: ModelStep['subject']): DistinctRows | null {
  const limit = discreteLimit(features.classIndex.length);
  if (subject !== 'both') return findDistinctRows(features[subject], limit);
  const first = findDistinctRows(features.first, limit);
  const second = first && findDistinctRows(features.second, limit);
  if (!first || !second) return null;
  const pairs = pairCodes(first, second);
  return pairs.count * ROWS_PER_DISTINCT_VALUE <= features.classIndex.length ? pairs : null;
}

function standardizedInputs(
  features: RunFeatures,
  subject: ModelStep['subject'],
  training: Int32Array,
  held: Int32Array,
): { training: Standardized; held: Standardized } {
  if (subject === 'both') {
    const first = standardizedInputs(features, 'first', training, held);
    const second = standardizedInputs(features, 'second', training, held);
    return {
      training: besideColumns(first.training, second.training),
      held: besideColumns(first.held, second.held),
    };
  }
  const matrix = withIndicators(features[subject]);
  const standardization = fitStandardization(matrix, training);
  return {
    training: standardizeRows(standardization, matrix, training),
    held: standardizeRows(standardization, matrix, held),
  };
}

/** Categories beyond this many are left as the numbers they came as. */
const MOST_INDICATORS = 64;

/** A single discrete column as one indicator column a value: its numbers are names, not amounts. */
function withIndicators(matrix: Matrix): Matrix {
  if (matrix.columns !== 1) return matrix;
  const distinct = findDistinctRows(matrix, Math.min(MOST_INDICATORS, discreteLimit(matrix.rows)));
  if (!distinct) return matrix;
  const data = new Float32Array(matrix.rows * distinct.count);
  distinct.codes.forEach((code, row) => (data[row * distinct.count + code] = 1));
  return { rows: matrix.rows, columns: distinct.count, data };
}
