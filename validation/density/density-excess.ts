import type { DensityConfig } from '../../src/estimation/config.js';
import type { KnownDensity } from '../data/known-density.type.js';
import { densityProblem } from '../references/reference-problems.js';
import { mean } from '../statistics.js';
import type { DensityThreads } from './density-threads.js';

/** How far a fitted density is from the truth. */
export interface DensityExcess {
  /** Mean held-out surprisal less the exact one of the same rows, nats. */
  readonly excess: number;
  readonly excessOfOneGaussian: number;
  readonly form: string;
  readonly principalComponents: number | null;
}

/** Draws, fits and measures. */
export async function densityExcess(
  threads: DensityThreads,
  config: DensityConfig,
  density: KnownDensity,
  rows: number,
  seed: number,
): Promise<DensityExcess> {
  const { training, held, heldSurprisal } = densityProblem(density, seed, rows);
  const { surprisal, gaussianSurprisal, ...chosen } = await threads.run({ config, training, held, seed });
  const exact = mean(heldSurprisal);
  return { excess: mean(surprisal) - exact, excessOfOneGaussian: mean(gaussianSurprisal) - exact, ...chosen };
}
