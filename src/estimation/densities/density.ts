import type { DensityConfig } from '../config.js';
import {
  watched,
  type CovarianceKind,
  type Engine,
  type MixtureParameters,
  type PrecisionKind,
  type Standardized,
} from '../engine.js';
import { setAside } from '../folds.js';
import { mean } from '../mean.js';
import { fitKnifeDensity, refineByKnife } from './knife-density.js';
import {
  chooseMixture,
  refitMixture,
  type ChosenMixture,
  type FittedMixture,
  type SplitRows,
} from './mixture-choice.js';
import { fitProjection, leftoverSurprisal, project, projectRidge, type Projection } from './projection.js';
import { Random } from '../random.js';
import { takeStandardized } from '../rows.js';
import { observeParts } from '../step-observer.js';

/** A fitted density of standardised features and how it was chosen. */
export interface DensityFit {
  readonly model: DensityModel;
  /** The single Gaussian of the same space, for comparison; the model itself where that is one. */
  readonly gaussian: DensityModel;
  readonly covariance: CovarianceKind;
  readonly precision: PrecisionKind;
  /** Off-diagonal shrinkage of the mixture. */
  readonly shrinkage: number;
  /** EM steps, or KNIFE's epochs where it was trained by gradient steps alone. */
  readonly iterations: number;
  /** Mean surprisal of the rows set aside before they were fitted to as well, nats. */
  readonly validationSurprisal: number;
}

/** A mixture of the features themselves, or of their principal components. */
export interface DensityModel {
  readonly projection: Projection | null;
  readonly mixture: MixtureParameters;
}

/** What a density is asked for beyond its data. */
export interface DensityRequest {
  /** `[d]` least variances of the columns. */
  readonly ridge: Float64Array;
  /** Exactly this many whitened principal components, and nothing of what they leave; null for all columns. */
  readonly commonDimension: number | null;
}

/** Rows that forms are tried and compared on, at most; the one chosen is fitted to all. */
const CHOICE_ROWS = 20_000;
/** Of a space's mixtures, in fits of the chosen one to all rows: for what is said of progress only. */
const COST_OF_CHOICE = 5;
/** Wider features are tried as principal components too. */
const WIDE = 256;
/** So are those with fewer rows a column than this. */
const FEW_ROWS_PER_COLUMN = 4;
/** Beyond this width a full covariance costs more than it tells. */
const WIDEST_WHOLE = 1024;

/**
 * Fits a density and chooses its form by the mean surprisal of rows set aside: the columns themselves or their
 * principal components, the number of Gaussians, the shrinkage. The chosen form is then fitted to all rows,
 * since a covariance's error is about (parameters)/2N nats and the rows set aside are dear.
 *
 * @param training `[N, d]` standardised
 * @param stream   name of the random stream, unique to this fit within the run
 */
export async function fitDensity(
  engine: Engine,
  config: DensityConfig,
  training: Standardized,
  request: DensityRequest,
  seed: number,
  stream: string,
): Promise<DensityFit> {
  const random = new Random(seed, stream);
  const split = setAside(training.rows, config.validationShare, random);
  // What KNIFE's gradient steps alone have trained is not fitted again: it is given all rows at once.
  const most = config.family === 'knife' ? Infinity : CHOICE_ROWS;
  const rows: SplitRows = {
    fitted: takeStandardized(training, split.fitted.slice(0, most)),
    validation: takeStandardized(training, split.validation.slice(0, most)),
  };
  let best: ChosenSpace | null = null;
  let moreHelps = true;
  const counts = spaces(config, rows.fitted, request);
  const parts = observeParts(engine.observer, [...counts.map(() => COST_OF_CHOICE), 1]);
  for (const [at, count] of counts.entries()) {
    if (count !== null && !moreHelps) continue; // on to the columns themselves
    const space =
      count === null
        ? null
        : await fitProjection(engine, rows.fitted, rows.validation, count, request.ridge, random);
    const seen = space
      ? { fitted: project(space, rows.fitted), validation: project(space, rows.validation) }
      : rows;
    const ridge = space ? projectRidge(space, request.ridge) : request.ridge;
    // Covariances of wide features are dear, and their rows too few for several.
    const tried =
      !space && training.columns > WIDE ? { ...config, components: config.components.slice(0, 1) } : config;
    const choose = config.family === 'knife' ? fitKnifeDensity : chooseMixture;
    const choice = await choose(watched(engine, parts[at]!), tried, seen, ridge, random);
    const left =
      space && request.commonDimension === null
        ? mean(leftoverSurprisal(space, rows.validation, seen.validation))
        : 0;
    const surprisal = choice.best.validationSurprisal + left;
    if (best && !(surprisal < best.surprisal)) {
      moreHelps = false;
      continue;
    }
    best = { space, seen, ridge, choice, surprisal };
  }
  return fitChosen(watched(engine, parts[counts.length]!), config, training, best!, random);
}

/** A space, its rows, and the mixture chosen in it. */
interface ChosenSpace {
  readonly space: Projection | null;
  readonly seen: SplitRows;
  readonly ridge: Float64Array;
  readonly choice: ChosenMixture;
  /** Mean surprisal of the rows set aside, of all columns, nats. */
  readonly surprisal: number;
}

async function fitChosen(
  engine: Engine,
  config: DensityConfig,
  training: Standardized,
  { space, seen, ridge, choice, surprisal }: ChosenSpace,
  random: Random,
): Promise<DensityFit> {
  const all = space ? project(space, training) : training;
  const refitted = async (fit: FittedMixture): Promise<DensityModel> => ({
    projection: space,
    mixture: fit.trained ?? (await refitMixture(engine, fit, all, ridge)),
  });
  const { best } = choice;
  const gaussian = await refitted(choice.gaussian);
  let model: DensityModel;
  if (config.family === 'mixture' && config.knife) {
    const reached = await refitMixture(engine, best, seen.fitted, ridge);
    model = { projection: space, mixture: await refineByKnife(engine, config.knife, seen, reached, random) };
  } else {
    model = best === choice.gaussian ? gaussian : await refitted(best);
  }
  return {
    model,
    gaussian,
    covariance: best.covariance,
    precision: best.form.precision,
    shrinkage: best.form.shrinkage,
    iterations: best.iterations,
    validationSurprisal: surprisal,
  };
}

/** Numbers of principal components to try, ascending; null stands for the columns themselves. */
function spaces(
  config: DensityConfig,
  fitted: Standardized,
  { commonDimension }: DensityRequest,
): readonly (number | null)[] {
  if (commonDimension !== null) return [commonDimension];
  const { rows, columns } = fitted;
  if (columns <= WIDE && rows >= FEW_ROWS_PER_COLUMN * columns) return [null];
  const projections = config.projections.filter(
    (count) => count < columns && count <= rows / FEW_ROWS_PER_COLUMN,
  );
  const whole = columns <= WIDEST_WHOLE || projections.length === 0 ? [null] : [];
  return [...projections, ...whole];
}

/** A session that only scores does not fit: any form will do. */
const SCORING = { covariance: 'own', precision: 'full', shrinkage: 0 } as const;

/** `[held]` surprisals under a fit, nats, still in standardised units (whitened ones for a common dimension). */
export async function densitySurprisal(
  engine: Engine,
  { projection, mixture }: DensityModel,
  held: Standardized,
  { commonDimension }: DensityRequest,
): Promise<Float64Array> {
  const seen = projection ? project(projection, held) : held;
  const nothing = { rows: 0, columns: seen.columns, data: new Float32Array(0) };
  const session = await engine.openMixture(
    { ...SCORING, features: nothing, ridge: new Float64Array(seen.columns) },
    mixture,
  );
  try {
    const surprisal = await session.surprisal(seen);
    if (!projection || commonDimension !== null) return surprisal;
    const left = leftoverSurprisal(projection, held, seen);
    return surprisal.map((value, row) => value + left[row]!);
  } finally {
    await session.close();
  }
}
