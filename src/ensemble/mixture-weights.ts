import { passMixture, type GatedRows, type MixturePass } from './mixture-pass.js';

/** Pseudo-counts: as if so many more samples of each group had been shared out by these weights. */
export interface WeightPrior {
  /** `[M]`, sum 1 */
  readonly weights: Float64Array;
  readonly counts: number;
}

export interface MixtureOptions {
  /** Nats: ends when no weights can be better by more than this, see {@link MixtureWeights.gap}. */
  readonly tolerance: number;
  readonly maxPasses: number;
  readonly prior: WeightPrior | null;
  /** `[K]` of `[M]` weights of a similar problem, to begin with; null for none. */
  readonly start: readonly Float64Array[] | null;
}

/** Well below what a few samples more or less would change. */
export const DEFAULT_MIXTURE: MixtureOptions = { tolerance: 1e-5, maxPasses: 2000, prior: null, start: null };

export interface MixtureWeights {
  /** `[K]` of `[M]`, each ≥ 0, sum 1. */
  readonly weights: readonly Float64Array[];
  /** Mean −log of the mixture over the rows, without the prior, nats. */
  readonly logLoss: number;
  /** At most so much could still be gained, nats; exact arithmetic apart, a proof. */
  readonly gap: number;
  /** Passes over the rows. */
  readonly passes: number;
  /** Whether `gap` came down to the tolerance. */
  readonly converged: boolean;
}

/** Weights, and what a pass over the rows found of them. */
interface Point extends MixturePass {
  /** `[K, M]` */
  readonly weights: Float64Array;
  /** Mean log of the mixture and of the prior, nats: what is made as large as possible. */
  readonly objective: number;
}

/** Extrapolated weights keep this share of what EM gave them, so that none becomes 0 for good. */
const KEPT_SHARE = 0.01;

/**
 * Weights w_k on the simplex that maximise the mean of log Σ_k g_k Σ_m w_km p_m(y|x), by EM: w_km is multiplied by the
 * mean of g_k p_m / mixture, pseudo-counts are added, and each group is brought to sum 1. No step makes the objective
 * smaller. Every third step goes further in the direction of the two before (SQUAREM, Varadhan & Roland 2008) and is
 * taken back where that is no better.
 *
 * The objective F is concave, so for slopes s of F the gain of any weights v is at most Σ_k Σ_m s_km (v_km − w_km), and
 * of the best Σ_k (max_m s_km − Σ_m w_km s_km). With one group and no prior that is max_m mean(p_m / mixture) − 1.
 */
export function mixtureWeights(rows: GatedRows, options: Partial<MixtureOptions> = {}): MixtureWeights {
  const { tolerance, maxPasses, prior, start } = { ...DEFAULT_MIXTURE, ...options };
  const models = rows.probabilities.length;
  const samples = rows.probabilities[0]!.length;
  const groups = rows.gates === null ? 1 : rows.gates.length;
  const pseudo = pseudoShares(prior, samples, models, groups);
  let passes = 0;
  const look = (weights: Float64Array): Point => {
    passes += 1;
    const pass = passMixture(rows, weights);
    let objective = pass.value;
    pseudo.forEach((share, at) => {
      if (share > 0) objective += share * Math.log(weights[at]!);
    });
    return { ...pass, weights, objective };
  };
  const step = (point: Point): Point => look(expectationStep(point, pseudo, models));
  const isDone = (point: Point): boolean => passes >= maxPasses || gapOf(point, pseudo, models) <= tolerance;

  let point = look(startingWeights(start, prior, models, groups));
  while (!isDone(point)) {
    const once = step(point);
    if (isDone(once)) {
      point = once;
      break;
    }
    const twice = expectationStep(once, pseudo, models);
    const further = look(extrapolated(point.weights, once.weights, twice, models));
    point = further.objective >= once.objective ? further : look(twice);
  }
  const gap = gapOf(point, pseudo, models);
  return {
    weights: Array.from({ length: groups }, (_, k) => point.weights.slice(k * models, (k + 1) * models)),
    logLoss: -point.value,
    gap,
    passes,
    converged: gap <= tolerance,
  };
}

/** `[K, M]` pseudo-counts as shares of the samples. */
function pseudoShares(
  prior: WeightPrior | null,
  samples: number,
  models: number,
  groups: number,
): Float64Array {
  return Float64Array.from({ length: groups * models }, (_, at) =>
    prior ? (prior.weights[at % models]! * prior.counts) / samples : 0,
  );
}

/** Those given, or the prior's, and a little of equal ones: EM never gives weight to a model that has none. */
function startingWeights(
  start: readonly Float64Array[] | null,
  prior: WeightPrior | null,
  models: number,
  groups: number,
): Float64Array {
  return Float64Array.from({ length: groups * models }, (_, at) => {
    const m = at % models;
    if (start) return 0.99 * start[Math.floor(at / models)]![m]! + 0.01 / models;
    return ((prior ? prior.weights[m]! : 1 / models) + 1 / models) / 2;
  });
}

function expectationStep({ weights, slopes }: Point, pseudo: Float64Array, models: number): Float64Array {
  return normalized(
    weights.map((weight, at) => weight * slopes[at]! + pseudo[at]!),
    weights,
    models,
  );
}

/** The SQUAREM step w0 − 2αr + α²v with r = w1 − w0, v = (w2 − w1) − r, α = −‖r‖/‖v‖, at least EM's own (α = −1). */
function extrapolated(w0: Float64Array, w1: Float64Array, w2: Float64Array, models: number): Float64Array {
  let ofStep = 0;
  let ofChange = 0;
  w0.forEach((weight, at) => {
    const step = w1[at]! - weight;
    ofStep += step ** 2;
    ofChange += (w2[at]! - w1[at]! - step) ** 2;
  });
  const length = ofChange > 0 ? Math.max(1, Math.sqrt(ofStep / ofChange)) : 1;
  return normalized(
    w0.map((weight, at) => {
      const step = w1[at]! - weight;
      const moved = weight + 2 * length * step + length ** 2 * (w2[at]! - w1[at]! - step);
      return Math.max(moved, KEPT_SHARE * w2[at]!);
    }),
    w2,
    models,
  );
}

/** Each group divided by its sum; a group that no row belongs to stays as it was. */
function normalized(weights: Float64Array, before: Float64Array, models: number): Float64Array {
  const result = new Float64Array(weights.length);
  for (let from = 0; from < weights.length; from += models) {
    const sum = weights.subarray(from, from + models).reduce((total, weight) => total + weight, 0);
    for (let at = from; at < from + models; at += 1) {
      result[at] = sum > 0 ? weights[at]! / sum : before[at]!;
    }
  }
  return result;
}

/** Σ_k (max_m s_km − Σ_m w_km s_km), nats. */
function gapOf({ weights, slopes }: Point, pseudo: Float64Array, models: number): number {
  let gap = 0;
  for (let from = 0; from < weights.length; from += models) {
    let largest = -Infinity;
    let mean = 0;
    for (let at = from; at < from + models; at += 1) {
      const slope = slopes[at]! + (pseudo[at]! > 0 ? pseudo[at]! / weights[at]! : 0);
      largest = Math.max(largest, slope);
      mean += weights[at]! * slope;
    }
    gap += largest - mean;
  }
  return Math.max(0, gap);
}
