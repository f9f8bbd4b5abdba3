import type { DensityConfig } from '../config.js';
import {
  watched,
  type CovarianceKind,
  type Engine,
  type MixtureForm,
  type MixtureParameters,
  type MixtureSession,
  type Standardized,
} from '../engine.js';
import { mean } from '../mean.js';
import { startMixture } from './mixture-start.js';
import type { Random } from '../random.js';
import { named, observeParts } from '../step-observer.js';

/** Rows a mixture is fitted to, and rows set aside that choose between mixtures. */
export interface SplitRows {
  readonly fitted: Standardized;
  readonly validation: Standardized;
}

/** How a mixture is reached, and how it does on the rows set aside. */
export interface FittedMixture {
  readonly start: MixtureParameters;
  readonly covariance: CovarianceKind;
  readonly form: MixtureForm;
  readonly iterations: number;
  /** Where gradient steps made it: nothing that could be reached again from the start. */
  readonly trained?: MixtureParameters;
  /** Mean surprisal of the rows set aside, nats. */
  readonly validationSurprisal: number;
}

/** One of those that are compared. */
interface Contender extends FittedMixture {
  /** Of each row set aside, nats. */
  readonly surprisals: Float64Array;
}

/** How far a session's iterations came. */
type Reached = Pick<Contender, 'iterations' | 'validationSurprisal' | 'surprisals'>;

export interface ChosenMixture {
  readonly best: FittedMixture;
  /** The best with one component. */
  readonly gaussian: FittedMixture;
}

/** Smaller improvements of the mean validation surprisal (nats) do not count as progress. */
const LEAST_IMPROVEMENT = 1e-4;
/** A number of components that does not help is passed over once: clusters may begin to fit at the next. */
const PATIENCE = 1;
/** A plateau is no end: after it EM may come down this many times as fast as it did in its last step … */
const ACCELERATION = 3;
/** … or as this, nats a step. */
const PLATEAU_GAIN = 2e-3;
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
  const parts = observeParts(engine.observer, config.components);
  for (const [at, components] of config.components.entries()) {
    const covariances = components === 1 ? (['own'] as const) : config.covariances;
    const possible = covariances.filter((kind) => hasRows(kind, components, fitted));
    if (components > 1 && possible.length === 0) break;
    const start = await startMixture(engine, fitted, components, random);
    let bestHere: Contender | null = null;
    const kinds = observeParts(parts[at], new Array<number>(possible.length).fill(1));
    for (const [kind, covariance] of possible.entries()) {
      const fit = await bestForm(
        watched(engine, kinds[kind]!),
        config,
        rows,
        start,
        covariance,
        ridge,
        best,
        bestHere,
      );
      if (!bestHere || fit.validationSurprisal < bestHere.validationSurprisal) bestHere = fit;
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
    const plain = { ...config, shrinkages: [0], sparse: false };
    gaussian = await bestForm(engine, plain, rows, start, 'own', ridge, null, null);
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

/** The best of the forms tried from one start, all in one session. */
async function bestForm(
  engine: Engine,
  config: DensityConfig,
  rows: SplitRows,
  start: MixtureParameters,
  covariance: CovarianceKind,
  ridge: Float64Array,
  chosen: Contender | null,
  rival: Contender | null,
): Promise<Contender> {
  const forms = formsOf(config, chosen);
  const session = await engine.openMixture({ features: rows.fitted, ridge, covariance, ...forms[0]! }, start);
  try {
    let best: Contender | null = null;
    let before = Infinity;
    const observer = named(`mixture-${covariance}-${String(start.components)}`, engine.observer);
    for (const [at, form] of forms.entries()) {
      if (form.precision === 'full' && before === -Infinity) continue;
      await session.restart(form);
      const lowest = Math.min(
        ...[chosen, rival, best].map((other) => other?.validationSurprisal ?? Infinity),
      );
      const fit = await fitMixture(session, config, rows.validation, start, lowest);
      observer.epoch(at + 1, fit.validationSurprisal, (at + 1) / forms.length);
      if (!best || fit.validationSurprisal < best.validationSurprisal) {
        best = { start, covariance, form, ...fit };
      }
      // More shrinkage has stopped helping; a sparse precision is another matter.
      before = fit.validationSurprisal < before ? fit.validationSurprisal : -Infinity;
    }
    return best!;
  } finally {
    await session.close();
  }
}

/**
 * The forms tried: every shrinkage for the first number of components, then the chosen one and larger ones (more
 * components leave fewer rows for each covariance); and a sparse precision.
 */
function formsOf(
  { shrinkages, sparse }: DensityConfig,
  chosen: FittedMixture | null,
): readonly MixtureForm[] {
  const from = chosen?.form.precision === 'full' ? shrinkages.indexOf(chosen.form.shrinkage) : 0;
  const full = chosen?.form.precision === 'sparse' ? [] : shrinkages.slice(from);
  return [
    ...full.map((shrinkage) => ({ precision: 'full' as const, shrinkage })),
    ...(sparse ? [{ precision: 'sparse' as const, shrinkage: 0 }] : []),
  ];
}

/**
 * Iterates from the start until the rows set aside gain nothing more, or could not come down to `lowest` if every
 * iteration left gained {@link ACCELERATION} times as much as the last one.
 */
async function fitMixture(
  session: MixtureSession,
  { maxIterations, patience }: DensityConfig,
  validation: Standardized,
  { components }: MixtureParameters,
  lowest: number,
): Promise<Reached> {
  let best: Reached = { iterations: 0, validationSurprisal: Infinity, surprisals: new Float64Array(0) };
  let before = Infinity;
  // One component is at its optimum after a single step.
  const most = components === 1 ? 1 : maxIterations;
  for (let iteration = 1; iteration <= most; iteration += 1) {
    await session.iterate();
    const surprisals = await session.surprisal(validation);
    const surprisal = mean(surprisals);
    if (iteration === 1 || surprisal < best.validationSurprisal - LEAST_IMPROVEMENT) {
      best = { iterations: iteration, validationSurprisal: surprisal, surprisals };
    } else if (iteration - best.iterations >= patience) {
      break;
    }
    const gain = ACCELERATION * Math.max(before - surprisal, PLATEAU_GAIN);
    const reach = Math.min(best.validationSurprisal, surprisal - gain * (most - iteration));
    if (reach > lowest) break;
    before = surprisal;
  }
  return best;
}

/** The same start, form and number of steps, on these rows. */
export async function refitMixture(
  engine: Engine,
  { start, covariance, form, iterations }: FittedMixture,
  features: Standardized,
  ridge: Float64Array,
): Promise<MixtureParameters> {
  const session = await engine.openMixture({ features, ridge, covariance, ...form }, start);
  try {
    for (let iteration = 0; iteration < iterations; iteration += 1) await session.iterate();
    return await session.parameters();
  } finally {
    await session.close();
  }
}
