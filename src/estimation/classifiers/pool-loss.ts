import { logSumExp } from '../log-softmax.js';

/** `[N, K·C]` log-probabilities of K candidates side by side, and what they are of. */
export interface CandidateScores {
  readonly values: Float64Array;
  readonly candidates: number;
  /** `[N]` */
  readonly classIndex: Int32Array;
  /** `[C]` */
  readonly logPrior: Float64Array;
}

/** log p_k(c|x) − log p(c) of one row. */
export function excess(
  { values, candidates, logPrior }: CandidateScores,
  row: number,
  k: number,
  c: number,
): number {
  const classes = logPrior.length;
  return values[(row * candidates + k) * classes + c]! - logPrior[c]!;
}

/** The loss of a pool and how it changes with the members' weights. */
export interface LossWithDerivatives {
  readonly logLoss: number;
  readonly gradient: readonly number[];
  /** `[members][members]` */
  readonly hessian: readonly (readonly number[])[];
}

/**
 * Mean −log p(y|x) over `rows` of the pool of `members` with these weights, and its derivatives.
 *
 * @param members positions of candidates, with one of `weights` each
 */
export function poolLoss(
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
    const normalizer = logSumExp(logits, 0, classes, 1);
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
