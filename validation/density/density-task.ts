import type { Matrix } from '../../src/domain/matrix.js';
import { screenColumns } from '../../src/estimation/densities/column-screening.js';
import type { DensityConfig } from '../../src/estimation/config.js';
import { densitySurprisal, fitDensity, type DensityFit } from '../../src/estimation/densities/density.js';
import { stepEngine } from '../../jobs/engines/step-engine.js';
import { everyRow, takeColumns } from '../../src/estimation/rows.js';
import { fitStandardization, standardizeRows } from '../../src/estimation/standardization.js';

/** One density to fit, and rows it never sees. */
export interface DensityTask {
  readonly config: DensityConfig;
  /** `[N, d]` */
  readonly training: Matrix;
  /** `[held, d]` */
  readonly held: Matrix;
  readonly seed: number;
}

/** Surprisals are in the units of the features, nats. */
export interface DensityTaskResult {
  /** `[held]` */
  readonly surprisal: Float64Array;
  /** `[held]` under the single Gaussian. */
  readonly gaussianSurprisal: Float64Array;
  /** Of the mixture chosen: `5 tied sparse`; one component has no word on whose covariance is whose. */
  readonly form: string;
  /** Null where the columns themselves were fitted. */
  readonly principalComponents: number | null;
}

/** Fits and scores as a run's density step does (src/estimation/model-step.ts), on rows given apart. */
export async function runDensityTask({
  config,
  training,
  held,
  seed,
}: DensityTask): Promise<DensityTaskResult> {
  const screening = screenColumns(training, config.ridge);
  const seen = takeColumns(training, screening.kept);
  const standardization = fitStandardization(seen, everyRow(seen.rows));
  const request = {
    ridge: Float64Array.from(standardization.kept, (column) => screening.ridge[column]!),
    commonDimension: null,
  };
  const standardized = standardizeRows(standardization, seen, everyRow(seen.rows));
  const engine = await stepEngine();
  const fit = await fitDensity(engine, config, standardized, request, seed, 'validation/density');
  const heldRows = standardizeRows(standardization, takeColumns(held, screening.kept), everyRow(held.rows));
  const inUnits = (values: Float64Array): Float64Array =>
    values.map((value) => value + standardization.logScale);
  return {
    surprisal: inUnits(await densitySurprisal(engine, fit.model, heldRows, request)),
    gaussianSurprisal: inUnits(await densitySurprisal(engine, fit.gaussian, heldRows, request)),
    form: formOf(fit),
    principalComponents: fit.model.projection?.count ?? null,
  };
}

function formOf({ model, covariance, precision, shrinkage }: DensityFit): string {
  const { components } = model.mixture;
  const words = [
    String(components),
    ...(components > 1 ? [covariance] : []),
    ...(precision === 'full' ? [] : [precision]),
    ...(shrinkage === 0 ? [] : [`shrunk by ${String(shrinkage)}`]),
  ];
  return words.join(' ');
}
