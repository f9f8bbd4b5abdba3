import type { DensityConfig } from './config.js';
import type { Engine, MixtureParameters, Standardized } from './engine.js';
import { setAside } from './folds.js';
import { startMixture } from './mixture-start.js';
import { Random } from './random.js';
import { takeStandardized } from './rows.js';

/** A fitted Gaussian mixture and how it was chosen. */
export interface DensityFit {
  readonly parameters: MixtureParameters;
  readonly shrinkage: number;
  readonly iterations: number;
  /** Mean surprisal of the rows set aside, nats, in standardised units. */
  readonly validationSurprisal: number;
}

/** Smaller improvements of the mean validation surprisal (nats) do not count as progress. */
const LEAST_IMPROVEMENT = 1e-4;

/**
 * Chooses a full-covariance Gaussian mixture by the mean surprisal of rows set aside: for one component the
 * shrinkages in turn while they help, then more components with the chosen shrinkage and the next larger
 * one, as long as more components help.
 *
 * @param stream name of the random stream, unique to this fit within the run
 */
export async function fitDensity(
  engine: Engine,
  config: DensityConfig,
  training: Standardized,
  seed: number,
  stream: string,
): Promise<DensityFit> {
  const random = new Random(seed, stream);
  const split = setAside(training.rows, config.validationShare, random);
  const fitted = takeStandardized(training, split.fitted);
  const validation = takeStandardized(training, split.validation);
  let best: DensityFit | null = null;
  for (const components of config.components) {
    if (components * (training.columns + 1) > fitted.rows) break;
    const start = startMixture(fitted, components, random);
    const candidates: readonly number[] = best
      ? neighbours(config.shrinkages, best.shrinkage)
      : config.shrinkages;
    let bestHere: DensityFit | null = null;
    for (const shrinkage of candidates) {
      const fit = await fitMixture(engine, config, fitted, validation, start, shrinkage);
      if (bestHere && fit.validationSurprisal >= bestHere.validationSurprisal) break;
      bestHere = fit;
    }
    if (best && bestHere!.validationSurprisal > best.validationSurprisal - LEAST_IMPROVEMENT) break;
    best = bestHere;
  }
  return (
    best ??
    fitMixture(engine, config, fitted, validation, startMixture(fitted, 1, random), config.shrinkages.at(-1)!)
  );
}

/** The chosen shrinkage and the next larger one: more components leave fewer rows for each covariance. */
function neighbours(shrinkages: readonly number[], chosen: number): readonly number[] {
  const at = shrinkages.indexOf(chosen);
  return shrinkages.slice(at, at + 2);
}

async function fitMixture(
  engine: Engine,
  config: DensityConfig,
  fitted: Standardized,
  validation: Standardized,
  start: MixtureParameters,
  shrinkage: number,
): Promise<DensityFit> {
  const session = await engine.openMixture({ features: fitted, shrinkage, ridge: config.ridge }, start);
  try {
    let best: DensityFit | null = null;
    for (let iteration = 1; iteration <= config.maxIterations; iteration += 1) {
      await session.iterate();
      const surprisal = mean(await session.surprisal(validation));
      if (!best || surprisal < best.validationSurprisal - LEAST_IMPROVEMENT) {
        best = {
          parameters: await session.parameters(),
          shrinkage,
          iterations: iteration,
          validationSurprisal: surprisal,
        };
      } else if (iteration - best.iterations >= config.patience || start.components === 1) {
        break; // one component is at its optimum after a single step
      }
    }
    return best!;
  } finally {
    await session.close();
  }
}

/** `[held]` surprisals under a fit, nats, still in standardised units. */
export async function densitySurprisal(
  engine: Engine,
  fit: DensityFit,
  held: Standardized,
): Promise<Float64Array> {
  const nothing = { rows: 0, columns: held.columns, data: new Float32Array(0) };
  const session = await engine.openMixture({ features: nothing, shrinkage: 0, ridge: 0 }, fit.parameters);
  try {
    return await session.surprisal(held);
  } finally {
    await session.close();
  }
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
