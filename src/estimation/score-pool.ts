import { someRows } from './some-rows.js';

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

/** `[N, K·C]` log-probabilities of K candidates side by side, and what they are of. */
export interface CandidateScores {
  readonly values: Float64Array;
  readonly candidates: number;
  /** `[N]` */
  readonly classIndex: Int32Array;
  /** `[C]` */
  readonly logPrior: Float64Array;
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
  const rows = usableRows(scores);
  const { logLoss } = lossOf(scores, rows, [], []);
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
    const normalizer = logSumExp(logits);
    for (let c = 0; c < classes; c += 1) logits[c]! -= normalizer;
  }
  return pooled;
}

/** log p_k(c|x) − log p(c) of one row. */
function excess(
  { values, candidates, logPrior }: CandidateScores,
  row: number,
  k: number,
  c: number,
): number {
  const classes = logPrior.length;
  return values[(row * candidates + k) * classes + c]! - logPrior[c]!;
}

function usableRows({ values, candidates, classIndex, logPrior }: CandidateScores): Int32Array {
  const width = candidates * logPrior.length;
  const usable: number[] = [];
  for (const row of someRows(classIndex.length, MOST_ROWS, 'score-pool')) {
    let finite = true;
    for (let at = row * width; at < (row + 1) * width; at += 1) finite &&= Number.isFinite(values[at]!);
    if (finite) usable.push(row);
  }
  return Int32Array.from(usable);
}

/** The weights of `members` with the least loss, or null where one of them is not positive. */
function newton(
  scores: CandidateScores,
  rows: Int32Array,
  members: readonly number[],
): { weights: readonly number[]; logLoss: number } | null {
  let weights: number[] = members.map(() => 1 / members.length);
  let present = lossOf(scores, rows, members, weights);
  for (let iteration = 0; iteration < NEWTON_STEPS; iteration += 1) {
    const step = solve(present.hessian, present.gradient);
    const gain = step.reduce((sum, value, at) => sum + value * present.gradient[at]!, 0);
    if (gain < CONVERGED) break;
    let share = 1;
    for (let halving = 0; ; halving += 1) {
      const next = weights.map((weight, at) => weight - share * step[at]!);
      const found = lossOf(scores, rows, members, next);
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

interface LossWithDerivatives {
  readonly logLoss: number;
  readonly gradient: readonly number[];
  /** `[members][members]` */
  readonly hessian: readonly (readonly number[])[];
}

function lossOf(
  scores: CandidateScores,
  rows: Int32Array,
  members: readonly number[],
  weights: readonly number[],
): LossWithDerivatives {
  const { classIndex, logPrior } = scores;
  const classes = logPrior.length;
  const count = members.length;
  const logits = new Float64Array(classes);
  const excesses = new Float64Array(count * classes);
  const means = new Float64Array(count);
  const gradient = new Array<number>(count).fill(0);
  const hessian = members.map(() => new Array<number>(count).fill(0));
  let loss = 0;
  for (const row of rows) {
    logits.set(logPrior);
    for (let a = 0; a < count; a += 1) {
      for (let c = 0; c < classes; c += 1) {
        const value = excess(scores, row, members[a]!, c);
        excesses[a * classes + c] = value;
        logits[c]! += weights[a]! * value;
      }
    }
    const label = classIndex[row]!;
    const normalizer = logSumExp(logits);
    loss += normalizer - logits[label]!;
    means.fill(0);
    for (let c = 0; c < classes; c += 1) {
      const probability = Math.exp(logits[c]! - normalizer);
      for (let a = 0; a < count; a += 1) {
        const product = probability * excesses[a * classes + c]!;
        means[a]! += product;
        for (let b = 0; b <= a; b += 1) hessian[a]![b]! += product * excesses[b * classes + c]!;
      }
    }
    for (let a = 0; a < count; a += 1) {
      gradient[a]! += means[a]! - excesses[a * classes + label]!;
      for (let b = 0; b <= a; b += 1) hessian[a]![b]! -= means[a]! * means[b]!;
    }
  }
  const total = Math.max(1, rows.length);
  return {
    logLoss: loss / total,
    gradient: gradient.map((value) => value / total),
    hessian: hessian.map((line, a) => line.map((_, b) => hessian[Math.max(a, b)]![Math.min(a, b)]! / total)),
  };
}

/** H⁻¹g by elimination; a little is added to the diagonal, since candidates may say the same. */
function solve(hessian: readonly (readonly number[])[], gradient: readonly number[]): number[] {
  const size = gradient.length;
  const lines = hessian.map((line, a) => [
    ...line.map((value, b) => value + (a === b ? 1e-9 : 0)),
    gradient[a]!,
  ]);
  for (let pivot = 0; pivot < size; pivot += 1) {
    for (let line = pivot + 1; line < size; line += 1) {
      const factor = lines[line]![pivot]! / lines[pivot]![pivot]!;
      for (let at = pivot; at <= size; at += 1) lines[line]![at]! -= factor * lines[pivot]![at]!;
    }
  }
  const solution = new Array<number>(size).fill(0);
  for (let line = size - 1; line >= 0; line -= 1) {
    let value = lines[line]![size]!;
    for (let at = line + 1; at < size; at += 1) value -= lines[line]![at]! * solution[at]!;
    solution[line] = value / lines[line]![line]!;
  }
  return solution;
}

function logSumExp(values: Float64Array): number {
  let largest = -Infinity;
  for (const value of values) largest = Math.max(largest, value);
  let sum = 0;
  for (const value of values) sum += Math.exp(value - largest);
  return largest + Math.log(sum);
}
