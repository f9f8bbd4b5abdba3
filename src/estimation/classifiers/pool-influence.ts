import { excess, poolLoss, type CandidateScores } from './pool-loss.js';
import { fittedRows } from './score-pool.js';
import { smoothedSlope } from './smoothing.js';
import { solveDamped } from './solve-damped.js';

/**
 * How samples move the fitted weights of a pool, and these the samples' information, both to first order. Only
 * weights above 0 count: one at its bound stays there when samples change a little.
 */
export interface PoolInfluence {
  /** Weights above 0; 0 where nothing was fitted. */
  readonly weights: number;
  /** `[N, weights]` d i(x;y) / d weight of every sample, nats. */
  readonly slopes: Float64Array;
  /**
   * `[N, weights]` the weights' influence function (Hampel 1974), of mean 0: fitted to resampled samples, the
   * weights move by its mean over these.
   */
  readonly shifts: Float64Array;
}

/** Of a pool none of whose weights was fitted. */
export const NO_INFLUENCE: PoolInfluence = {
  weights: 0,
  slopes: new Float64Array(0),
  shifts: new Float64Array(0),
};

/**
 * The influence of samples on weights that minimise the log-loss: H⁻¹ d log p(y|x)/dw, H the loss's Hessian. A
 * sample with a score that is not finite has none and feels none. Of so many samples that weights are fitted to
 * a part of them, only this part moves them, each of it by as much more.
 *
 * @param pooled  `[N, C]` the pool's log-probabilities
 * @param weights `[K]` fitted to `scores`
 */
export function poolInfluence(
  scores: CandidateScores,
  pooled: Float64Array,
  weights: Float64Array,
): PoolInfluence {
  const members = Array.from(weights.keys()).filter((k) => weights[k]! > 0);
  if (members.length === 0) return NO_INFLUENCE;
  const { classIndex } = scores;
  const samples = classIndex.length;
  const { rows, share } = fittedRows(scores);
  const fitted = members.map((k) => weights[k]!);
  const { hessian } = poolLoss(scores, rows, members, fitted);
  const slopes = new Float64Array(samples * members.length);
  const shifts = new Float64Array(samples * members.length);
  const classes = scores.logPrior.length;
  const scoreOf = (sample: number): number[] => members.map((k) => logSlope(scores, pooled, sample, k));
  for (let sample = 0; sample < samples; sample += 1) {
    const score = scoreOf(sample);
    if (!score.every(Number.isFinite)) continue;
    const label = classIndex[sample]!;
    const slope = smoothedSlope(pooled[sample * classes + label]! - scores.logPrior[label]!, samples);
    slopes.set(
      score.map((value) => value * slope),
      sample * members.length,
    );
  }
  const inverse = inverseOf(hessian);
  for (const row of rows) {
    const score = scoreOf(row);
    inverse.forEach((line, a) => {
      const step = line.reduce((sum, value, b) => sum + value * score[b]!, 0);
      shifts[row * members.length + a] = step / share;
    });
  }
  return { weights: members.length, slopes, shifts };
}

/** d log p(y|x) / dw_k of the pool: the label's excess, less what the pool expects. */
function logSlope(scores: CandidateScores, pooled: Float64Array, sample: number, k: number): number {
  const classes = scores.logPrior.length;
  let slope = excess(scores, sample, k, scores.classIndex[sample]!);
  for (let c = 0; c < classes; c += 1) {
    slope -= Math.exp(pooled[sample * classes + c]!) * excess(scores, sample, k, c);
  }
  return slope;
}

/** H⁻¹, symmetric, line by line. */
function inverseOf(hessian: readonly (readonly number[])[]): readonly (readonly number[])[] {
  return hessian.map((line, a) =>
    solveDamped(
      hessian,
      line.map((_, b) => (a === b ? 1 : 0)),
    ),
  );
}
