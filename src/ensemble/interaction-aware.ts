import type { Matrix } from '../domain/matrix.js';
import { dealByClass, splitByFold } from '../estimation/folds.js';
import type { Random } from '../estimation/random.js';
import { takeIntegers } from '../estimation/rows.js';
import { fitGate, gateProbabilities, type Gate } from './gate.js';
import { labelProbabilities } from './label-probabilities.js';
import { mixtureWeights, type MixtureWeights } from './mixture-weights.js';
import type { Predictions } from './predictions.type.js';
import { stack } from './stacking.js';
import { sumLogs } from './sum-logs.js';

/** Strata with fewer training rows than this have no weights of their own. */
export const LEAST_STRATUM_ROWS = 50;
/** The gate and the strength of the prior are found on at most so many rows, drawn at random. */
const MOST_GATE_ROWS = 20_000;
const INNER_FOLDS = 3;
/** Pseudo-counts a stratum, in samples, tried from the strongest to the weakest beside ∞. */
const STRENGTHS = [300, 50, 10, 2] as const;
/** Nats: a tenth of the standard error of a log-loss of a million samples, and a fraction of the passes of 1e-5. */
const TOLERANCE = 1e-4;
/** Nats a row: less is rounding. */
const LEAST_GAIN = 1e-9;

export interface InteractionSamples {
  readonly predictions: Predictions;
  /** `[N]` 0 … 3 for a dominating r, u1, u2 or s, −1 for none. */
  readonly strata: Int32Array;
  /** `[N, d]` see {@link gateFeatures} */
  readonly features: Matrix;
}

export interface InteractionAware {
  /** `[M]` the weights of plain stacking, which strata are drawn towards. */
  readonly pooled: Float64Array;
  /** Pseudo-counts of the pooled weights in each stratum; ∞ where the weights are the pooled ones everywhere. */
  readonly strength: number;
  /** Null where the weights are the pooled ones everywhere. */
  readonly gated: GatedWeights | null;
  /** Why they are, null where they are not: under two strata have rows enough, or weights of their own gained nothing. */
  readonly fallback: 'too-few-strata' | 'no-gain' | null;
  /** Strata with rows enough to have weights of their own. */
  readonly strata: Int32Array;
}

export interface GatedWeights {
  readonly gate: Gate;
  /** `[M]` of each of the gate's strata. */
  readonly weights: readonly Float64Array[];
}

/**
 * Weights of models that depend on which interaction dominates a sample: p(y|x) = Σ_k g_k(x) Σ_m w_km p_m(y|x), a mixture of
 * experts (Jacobs et al. 1991) whose gate g is learnt apart, from strata that are known where labels are, and foretells
 * them from the models' outputs alone. Rows without a stratum teach the gate nothing and the weights what any row does.
 *
 * Each stratum's weights are drawn towards those of plain stacking by pseudo-counts. How many is chosen by the log-loss
 * of held-out rows in three inner folds; plain stacking itself is among the choices, and wins where equal.
 *
 * @param rows those to learn from
 */
export async function fitInteractionAware(
  samples: InteractionSamples,
  rows: Int32Array,
  random: Random,
): Promise<InteractionAware> {
  const { predictions, strata: stratumOf, features } = samples;
  const pooled = stack(predictions, rows).weights;
  const strata = strataWithRows(stratumOf, rows);
  if (strata.length < 2)
    return { pooled, strength: Infinity, gated: null, fallback: 'too-few-strata', strata };
  const chosen = rows.length > MOST_GATE_ROWS ? drawn(rows, MOST_GATE_ROWS, random) : rows;
  const strength = await chooseStrength(samples, chosen, strata, random);
  if (strength === Infinity) return { pooled, strength, gated: null, fallback: 'no-gain', strata };
  const gate = await fitGate(features, stratumOf, ofStrata(stratumOf, chosen, strata), strata);
  const { weights } = mixtureWeights(
    {
      probabilities: labelProbabilities(predictions, rows),
      gates: gateProbabilities(gate, features, rows),
    },
    { tolerance: TOLERANCE, prior: { weights: pooled, counts: strength } },
  );
  return { pooled, strength, gated: { gate, weights }, fallback: null, strata };
}

/** The pseudo-counts with the least log-loss over the held-out parts of `rows`, the most of equals. */
async function chooseStrength(
  { predictions, strata: stratumOf, features }: InteractionSamples,
  rows: Int32Array,
  strata: Int32Array,
  random: Random,
): Promise<number> {
  const foldOf = dealByClass(takeIntegers(predictions.labels, rows), INNER_FOLDS, random);
  let ofPooled = 0;
  const ofStrengths = new Float64Array(STRENGTHS.length);
  for (let fold = 0; fold < INNER_FOLDS; fold += 1) {
    const split = splitByFold(foldOf, fold);
    const training = takeIntegers(rows, split.training);
    const held = takeIntegers(rows, split.held);
    const pooled = stack(predictions, training, { tolerance: TOLERANCE }).weights;
    const gate = await fitGate(features, stratumOf, ofStrata(stratumOf, training, strata), strata);
    const learnt = {
      probabilities: labelProbabilities(predictions, training),
      gates: gateProbabilities(gate, features, training),
    };
    const judged = labelProbabilities(predictions, held);
    const gates = gateProbabilities(gate, features, held);
    ofPooled += sumLogMixture(
      judged,
      gates,
      gates.map(() => pooled),
    );
    let start: MixtureWeights['weights'] | null = null;
    STRENGTHS.forEach((counts, at) => {
      const prior = { weights: pooled, counts };
      const { weights } = mixtureWeights(learnt, { tolerance: TOLERANCE, prior, start });
      ofStrengths[at]! += sumLogMixture(judged, gates, weights);
      start = weights;
    });
  }
  const best = ofStrengths.reduce((most, sum) => Math.max(most, sum));
  return best > ofPooled + LEAST_GAIN * rows.length ? STRENGTHS[ofStrengths.indexOf(best)]! : Infinity;
}

/** Σ log Σ_k g_k Σ_m w_km p_m, nats. */
function sumLogMixture(
  probabilities: readonly Float64Array[],
  gates: readonly Float64Array[],
  weights: readonly Float64Array[],
): number {
  const mixture = new Float64Array(gates[0]!.length);
  gates.forEach((gate, k) => {
    probabilities.forEach((ofModel, m) => {
      const weight = weights[k]![m]!;
      for (let at = 0; at < mixture.length; at += 1) mixture[at]! += gate[at]! * weight * ofModel[at]!;
    });
  });
  return sumLogs(mixture, mixture.length);
}

function strataWithRows(stratumOf: Int32Array, rows: Int32Array): Int32Array {
  const counts = new Int32Array(4);
  for (const row of rows) if (stratumOf[row]! >= 0) counts[stratumOf[row]!]! += 1;
  return Int32Array.from([0, 1, 2, 3].filter((stratum) => counts[stratum]! >= LEAST_STRATUM_ROWS));
}

function ofStrata(stratumOf: Int32Array, rows: Int32Array, strata: Int32Array): Int32Array {
  return rows.filter((row) => strata.includes(stratumOf[row]!));
}

/** `count` of the rows, ascending. */
function drawn(rows: Int32Array, count: number, random: Random): Int32Array {
  return takeIntegers(rows, random.permutation(rows.length).slice(0, count).sort());
}
