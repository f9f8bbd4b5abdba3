import type { DensityConfig } from '../config.js';
import type { CovarianceKind, Engine, MixtureParameters, MixtureTask, Standardized } from '../engine.js';
import { mean } from '../mean.js';
import { startMixture } from './mixture-start.js';
import type { Random } from '../random.js';

/** Rows a mixture is fitted to, and rows set aside that choose between mixtures. */
export interface SplitRows {
  readonly fitted: Standardized;
  readonly validation: Standardized;
}

/** What is settled before a mixture is fitted, besides its number of components. */
export type MixtureForm = Pick<MixtureTask, 'covariance' | 'precision' | 'shrinkage'>;

/** A mixture, how it was reached, and how it does on the rows set aside. */
export interface FittedMixture {
  readonly start: MixtureParameters;
  readonly parameters: MixtureParameters;
  readonly form: MixtureForm;
  readonly iterations: number;
  /** Mean surprisal of the rows set aside, nats. */
  readonly validationSurprisal: number;
}

/** One of those that are compared. */
interface Contender extends FittedMixture {
  /** Of each row set aside, nats. */
  readonly surprisals: Float64Array;
}

export interface ChosenMixture {
  readonly best: FittedMixture;
  /** The best with one component. */
  readonly gaussian: FittedMixture;
}

/** Smaller improvements of the mean validation surprisal (nats) do not count as progress. */
const LEAST_IMPROVEMENT = 1e-4;
/** A number of components that does not help is passed over once: clusters may begin to fit at the next. */
const PATIENCE = 1;
const STANDARD_ERRORS = 0.5;
const ROWS_PER_TIED_COMPONENT = 10;

/**
 * Chooses a Gaussian mixture by the mean surprisal of rows set aside: for one component the shrinkages in turn
 * while they help and a sparse precision, then more components, of tied and of own covariances, with the chosen
 * shrinkage and larger ones, as long as more components help. Where the rows are too few for any of
 * `config.components`, as if one were asked for.
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
  let best: Contender | null = null;
  let gaussian: Contender | null = null;
  let worse = 0;
  for (const components of config.components) {
    const covariances = components === 1 ? (['own'] as const) : config.covariances;
    const possible = covariances.filter((kind) => hasRows(kind, components, fitted));
    if (components > 1 && possible.length === 0) break;
    const start = await startMixture(engine, fitted, components, random);
    let bestHere: Contender | null = null;
    for (const covariance of possible) {
      let before = Infinity;
      for (const form of formsOf(config, covariance, best)) {
        if (form.precision === 'full' && before === -Infinity) continue;
        const fit = await fitMixture(engine, config, rows, start, form, ridge);
        if (!bestHere || fit.validationSurprisal < bestHere.validationSurprisal) bestHere = fit;
        // More shrinkage has stopped helping; a sparse precision is another matter.
        before = fit.validationSurprisal < before ? fit.validationSurprisal : -Infinity;
      }
    }
    if (!bestHere) break;
    if (components === 1) gaussian = bestHere;
    if (!best || isClearlyBetter(bestHere, best)) {
      best = bestHere;
      worse = 0;
    } else {
      worse += 1;
      if (worse > PATIENCE) break;
    }
  }
  if (!best && !config.components.includes(1)) {
    return chooseMixture(engine, { ...config, components: [1] }, rows, ridge, random);
  }
  if (!gaussian) {
    const start = await startMixture(engine, fitted, 1, random);
    gaussian = await fitMixture(engine, config, rows, start, PLAIN, ridge);
  }
  best ??= gaussian;
  return { best, gaussian };
}

/**
 * More components must help by more than half a standard error of the difference (after Breiman et al. 1984, who
 * ask for a whole one): rows set aside are few, and of several numbers one always looks a little better by chance.
 */
function isClearlyBetter(candidate: Contender, best: Contender): boolean {
  const gains = candidate.surprisals.map((surprisal, row) => best.surprisals[row]! - surprisal);
  const gain = mean(gains);
  const variance = mean(gains.map((value) => (value - gain) ** 2));
  return gain > Math.max(LEAST_IMPROVEMENT, STANDARD_ERRORS * Math.sqrt(variance / gains.length));
}

/** Whether there are rows enough for as many means, and covariances where each component has its own. */
function hasRows(kind: CovarianceKind, components: number, { rows, columns }: Standardized): boolean {
  if (components === 1) return true;
  return kind === 'own' ? components * (columns + 1) <= rows : components * ROWS_PER_TIED_COMPONENT <= rows;
}

const PLAIN: MixtureForm = { covariance: 'own', precision: 'full', shrinkage: 0 };

/**
 * The forms tried: every shrinkage for the first number of components, then the chosen one and larger ones (more
 * components leave fewer rows for each covariance); and a sparse precision.
 */
function formsOf(
  { shrinkages, sparse }: DensityConfig,
  covariance: CovarianceKind,
  chosen: FittedMixture | null,
): readonly MixtureForm[] {
  const from = chosen?.form.precision === 'full' ? shrinkages.indexOf(chosen.form.shrinkage) : 0;
  const full = chosen?.form.precision === 'sparse' ? [] : shrinkages.slice(from);
  return [
    ...full.map((shrinkage) => ({ covariance, precision: 'full' as const, shrinkage })),
    ...(sparse ? [{ covariance, precision: 'sparse' as const, shrinkage: 0 }] : []),
  ];
}

async function fitMixture(
  engine: Engine,
  config: DensityConfig,
  { fitted, validation }: SplitRows,
  start: MixtureParameters,
  form: MixtureForm,
  ridge: Float64Array,
): Promise<Contender> {
  const session = await engine.openMixture({ features: fitted, ridge, ...form }, start);
  try {
    let best: Contender | null = null;
    for (let iteration = 1; iteration <= config.maxIterations; iteration += 1) {
      await session.iterate();
      const surprisals = await session.surprisal(validation);
      const surprisal = mean(surprisals);
      if (!best || surprisal < best.validationSurprisal - LEAST_IMPROVEMENT) {
        const parameters = await session.parameters();
        best = {
          start,
          parameters,
          form,
          iterations: iteration,
          validationSurprisal: surprisal,
          surprisals,
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

/** The same start, shrinkage and number of steps, on all rows. */
export async function refitMixture(
  engine: Engine,
  { start, form, iterations }: FittedMixture,
  features: Standardized,
  ridge: Float64Array,
): Promise<MixtureParameters> {
  const session = await engine.openMixture({ features, ridge, ...form }, start);
  try {
    for (let iteration = 0; iteration < iterations; iteration += 1) await session.iterate();
    return await session.parameters();
  } finally {
    await session.close();
  }
}
