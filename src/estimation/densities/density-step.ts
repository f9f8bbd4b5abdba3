import { screenColumns, type ColumnScreening } from './column-screening.js';
import type { EstimationConfig } from '../config.js';
import { densitySurprisal, fitDensity, type DensityRequest } from './density.js';
import type { Engine } from '../engine.js';
import type { FoldRows } from '../folds.js';
import { frequencySurprisal } from '../frequency.js';
import { mean } from '../mean.js';
import type { ModelStepResult } from '../model-step-result.js';
import { takeColumns } from '../rows.js';
import { distinctOf, type RunFeatures } from '../run-features.js';
import { fitStandardization, standardizeRows, withEveryColumn } from '../standardization.js';
import { MODALITIES, type Modality, type ModelStep } from '../steps.js';

/** Scores a fold by frequencies, or by a density fitted to the other folds. */
export async function densityStep(
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
  const screening = screeningOf(features, config, subject);
  const matrix = takeColumns(features[subject], screening.kept);
  // Units of measurement are those of all rows: neither the original ones nor the fold's move a surprisal.
  const units = screening.standardization;
  const standardization = withEveryColumn(fitStandardization(matrix, training), units);
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
  const ofGaussian =
    fit.gaussian === fit.model ? surprisal : await densitySurprisal(engine, fit.gaussian, heldRows, request);
  // Whitened components have no unit left to put back.
  const unitShift = request.commonDimension === null ? standardization.logScale - units.logScale : 0;
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
      gaussianSurprisal: mean(ofGaussian) + unitShift,
      rows: training.length,
      dimension: fit.model.mixture.dimension,
      leftOut: screening.leftOut,
    },
  };
}

/**
 * Which of a modality's columns its densities are fitted to; null where its values are counted. It is the same for every
 * fold: who runs many steps finds it once and puts it among their features.
 */
export function screenModality(
  features: RunFeatures,
  { density }: EstimationConfig,
  modality: Modality,
): ColumnScreening | null {
  return distinctOf(features, modality) ? null : screenColumns(features[modality], density.ridge);
}

function screeningOf(
  features: RunFeatures,
  { density }: EstimationConfig,
  modality: Modality,
): ColumnScreening {
  return features.screening?.[modality] ?? screenColumns(features[modality], density.ridge);
}

/** The most principal components both modalities are brought to. */
const LARGEST_COMMON_DIMENSION = 64;
/** Rows each of them should have. */
const ROWS_PER_COMMON_DIMENSION = 20;

/** As many principal components as both modalities have and the rows can carry. */
function commonDimension(features: RunFeatures, config: EstimationConfig, rows: number): number {
  const columns = MODALITIES.map((subject) =>
    distinctOf(features, subject) ? Infinity : screeningOf(features, config, subject).kept.length,
  );
  const supported = Math.floor(rows / ROWS_PER_COMMON_DIMENSION);
  return Math.max(1, Math.min(...columns, supported, LARGEST_COMMON_DIMENSION));
}
