import type { DensityConfig } from './config.js';
import type { Engine, MixtureParameters, Standardized } from './engine.js';
import { startMixture } from './mixture-start.js';
import type { Random } from './random.js';

/** Rows a mixture is fitted to, and rows set aside that choose between mixtures. */
export interface SplitRows {
  readonly fitted: Standardized;
  readonly validation: Standardized;
}

/** A mixture, how it was reached, and how it does on the rows set aside. */
export interface FittedMixture {
  readonly start: MixtureParameters;
  readonly parameters: MixtureParameters;
  readonly shrinkage: number;
  readonly iterations: number;
  /** Mean surprisal of the rows set aside, nats. */
  readonly validationSurprisal: number;
}

export interface ChosenMixture {
  readonly best: FittedMixture;
  /** The best with one component. */
  readonly gaussian: FittedMixture;
  readonly validationSurprisal: number;
}

/** Smaller improvements of the mean validation surprisal (nats) do not count as progress. */
const LEAST_IMPROVEMENT = 1e-4;

/**
 * Chooses a full-covariance Gaussian mixture by the mean surprisal of rows set aside: for one component the
 * shrinkages in turn while they help, then more components with the chosen shrinkage and the next larger
 * ones, as long as more components help.
 *
 * @param ridge `[d]` least variances
 */
export async function chooseMixture(
  engine: Engine,
  config: DensityConfig,
  rows: SplitRows,
  ridge: Float64Array,
  random: Random,
): Promise<ChosenMixture> {
  const { fitted } = rows;
  let best: FittedMixture | null = null;
  let gaussian: FittedMixture | null = null;
  for (const components of config.components) {
    if (components > 1 && components * (fitted.columns + 1) > fitted.rows) break;
    const start = startMixture(fitted, components, random);
    let bestHere: FittedMixture | null = null;
    for (const shrinkage of best ? fromChosen(config.shrinkages, best.shrinkage) : config.shrinkages) {
      const fit = await fitMixture(engine, config, rows, start, shrinkage, ridge);
      if (bestHere && fit.validationSurprisal >= bestHere.validationSurprisal) break;
      bestHere = fit;
    }
    if (components === 1) gaussian = bestHere;
    if (best && bestHere!.validationSurprisal > best.validationSurprisal - LEAST_IMPROVEMENT) break;
    best = bestHere;
  }
  gaussian ??= await fitMixture(engine, config, rows, startMixture(fitted, 1, random), 0, ridge);
  best ??= gaussian;
  return { best, gaussian, validationSurprisal: best.validationSurprisal };
}

/** The chosen shrinkage and larger ones: more components leave fewer rows for each covariance. */
function fromChosen(shrinkages: readonly number[], chosen: number): readonly number[] {
  return shrinkages.slice(shrinkages.indexOf(chosen));
}

async function fitMixture(
  engine: Engine,
  config: DensityConfig,
  { fitted, validation }: SplitRows,
  start: MixtureParameters,
  shrinkage: number,
  ridge: Float64Array,
): Promise<FittedMixture> {
  const session = await engine.openMixture({ features: fitted, shrinkage, ridge }, start);
  try {
    let best: FittedMixture | null = null;
    for (let iteration = 1; iteration <= config.maxIterations; iteration += 1) {
      await session.iterate();
      const surprisal = mean(await session.surprisal(validation));
      if (!best || surprisal < best.validationSurprisal - LEAST_IMPROVEMENT) {
        const parameters = await session.parameters();
        best = { start, parameters, shrinkage, iterations: iteration, validationSurprisal: surprisal };
      } else if (iteration - best.iterations >= config.patience || start.components === 1) {
        break; // one component is at its optimum after a single step
      }
    }
    return best!;
  } finally {
    await session.close();
  }
}

/** The same start, shrinkage and number of steps, on all rows. */
export async function refitMixture(
  engine: Engine,
  { start, shrinkage, iterations }: FittedMixture,
  features: Standardized,
  ridge: Float64Array,
): Promise<MixtureParameters> {
  const session = await engine.openMixture({ features, shrinkage, ridge }, start);
  try {
    for (let iteration = 0; iteration < iterations; iteration += 1) await session.iterate();
    return await session.parameters();
  } finally {
    await session.close();
  }
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
