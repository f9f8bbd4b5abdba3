import { logSumExp } from '../log-softmax.js';
import { excess, poolLoss, type CandidateScores } from './pool-loss.js';
import { solveDamped } from './solve-damped.js';
import { someRows } from '../some-rows.js';

/**
 * Candidates' class log-probabilities pooled and calibrated: log p(y|x) ∝ log p(y) + Σ_k w_k (log p_k(y|x) − log p(y)).
 *
 * One weight w is a temperature 1/w that shrinks towards the prior rather than towards equal classes; several
 * are a log-linear pool (Genest & Zidek 1986). Weights are not negative, and the loss is convex in them.
 */
export interface PoolWeights {
  /** `[K]`, 0 for a candidate left out; all 0 when nothing was learnt that holds out of fold. */
  readonly weights: Float64Array;
  /** Mean −log p(y|x) over the rows fitted to, nats. */
  readonly logLoss: number;
}

/** Rows the few weights are fitted to, at most. */
const MOST_ROWS = 100_000;
const NEWTON_STEPS = 30;
const MOST_HALVINGS = 20;
const CONVERGED = 1e-10;

/**
 * The weights with the least log-loss, over every set of candidates: each set's own weights by Newton's method,
 * and of the sets whose weights are all positive the one of least loss + (number of weights)/N (Akaike 1974).
 * Rows with a score that is not a number have no part in it.
 */
export function fitPool(scores: CandidateScores): PoolWeights {
  const { rows } = fittedRows(scores);
  const { logLoss } = poolLoss(scores, rows, [], []);
  let best = { weights: new Float64Array(scores.candidates), logLoss, criterion: logLoss };
  for (let set = 1; set < 1 << scores.candidates; set += 1) {
    const members = Array.from({ length: scores.candidates }, (_, k) => k).filter((k) => set & (1 << k));
    const solution = newton(scores, rows, members);
    if (!solution) continue;
    const criterion = solution.logLoss + members.length / Math.max(1, rows.length);
    if (criterion < best.criterion) {
      const weights = new Float64Array(scores.candidates);
      members.forEach((k, at) => (weights[k] = solution.weights[at]!));
      best = { weights, logLoss: solution.logLoss, criterion };
    }
  }
  return { weights: best.weights, logLoss: best.logLoss };
}

/** `[N, C]` pooled log-probabilities, normalised. */
export function poolScores(scores: CandidateScores, weights: Float64Array): Float64Array {
  const classes = scores.logPrior.length;
  const pooled = new Float64Array(scores.classIndex.length * classes);
  for (let row = 0; row < scores.classIndex.length; row += 1) {
    const logits = pooled.subarray(row * classes, (row + 1) * classes);
    for (let c = 0; c < classes; c += 1) {
      logits[c] = scores.logPrior[c]!;
      weights.forEach((weight, k) => {
        if (weight > 0) logits[c]! += weight * excess(scores, row, k, c);
      });
    }
    const normalizer = logSumExp(logits, 0, classes, 1);
    for (let c = 0; c < classes; c += 1) logits[c]! -= normalizer;
  }
  return pooled;
}

/** The rows that weights are fitted to, and the share that was chosen of all, of whatever scores. */
export function fittedRows({ values, candidates, classIndex, logPrior }: CandidateScores): {
  readonly rows: Int32Array;
  readonly share: number;
} {
  const width = candidates * logPrior.length;
  const usable: number[] = [];
  const chosen = someRows(classIndex.length, MOST_ROWS, 'score-pool');
  for (const row of chosen) {
    let finite = true;
    for (let at = row * width; at < (row + 1) * width; at += 1) finite &&= Number.isFinite(values[at]!);
    if (finite) usable.push(row);
  }
  return { rows: Int32Array.from(usable), share: chosen.length / classIndex.length };
}

/** The weights of `members` with the least loss, or null where one of them is not positive. */
function newton(
  scores: CandidateScores,
  rows: Int32Array,
  members: readonly number[],
): { weights: readonly number[]; logLoss: number } | null {
  let weights: number[] = members.map(() => 1 / members.length);
  let present = poolLoss(scores, rows, members, weights);
  for (let iteration = 0; iteration < NEWTON_STEPS; iteration += 1) {
    const step = solveDamped(present.hessian, present.gradient);
    const gain = step.reduce((sum, value, at) => sum + value * present.gradient[at]!, 0);
    if (gain < CONVERGED) break;
    let share = 1;
    for (let halving = 0; ; halving += 1) {
      const next = weights.map((weight, at) => weight - share * step[at]!);
      const found = poolLoss(scores, rows, members, next);
      if (found.logLoss <= present.logLoss) {
        weights = next;
        present = found;
        break;
      }
      if (halving === MOST_HALVINGS) return weights.every((w) => w > 0) ? { weights, ...present } : null;
      share /= 2;
    }
  }
  return weights.every((weight) => weight > 0) ? { weights, logLoss: present.logLoss } : null;
}
