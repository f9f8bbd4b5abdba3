import { Curvature, norm, type CurvaturePair } from './curvature.js';

/** A smooth function of many variables with its gradient. */
export type Objective = (
  point: Float64Array,
) => Promise<{ readonly value: number; readonly gradient: Float64Array }>;

export interface Minimum {
  readonly point: Float64Array;
  /** Of the objective and the penalties together. */
  readonly value: number;
  readonly iterations: number;
  /** Whether the minimum was reached as far as was asked, rather than the iterations running out. */
  readonly converged: boolean;
}

export interface MinimizeOptions {
  /** λ of the penalty λ·Σ|wᵢ| on the first `penalized` variables; 0 for none (plain L-BFGS). */
  readonly lasso: number;
  /** λ of the penalty λ/2·Σwᵢ² on the first `penalized` variables; 0 for none. */
  readonly ridge: number;
  readonly penalized: number;
  readonly maxIterations: number;
  /** Ends when no element of the (pseudo-)gradient is larger … */
  readonly tolerance: number;
  /** … or the last ten iterations together have lowered the value by less than this. */
  readonly leastGain: number;
}

const SUFFICIENT_DECREASE = 1e-4;
const MOST_HALVINGS = 30;
/** Steps in a row without a lower value: rounding is all that is left. */
const MOST_UNCHANGED = 5;
const GAIN_ITERATIONS = 10;

/**
 * Minimises a convex objective plus penalties by the orthant-wise limited-memory quasi-Newton method (Andrew & Gao
 * 2007); without a lasso it is L-BFGS with a backtracking line search (Nocedal & Wright 2006, algorithm 7.5).
 *
 * @param pairs curvature seen in earlier minimisations of the same objective, whatever their penalties; extended
 */
export async function minimizeOwlqn(
  objective: Objective,
  start: Float64Array,
  options: MinimizeOptions,
  pairs: CurvaturePair[] = [],
): Promise<Minimum> {
  const { lasso, ridge, penalized, maxIterations, tolerance, leastGain } = options;
  const curvature = new Curvature(pairs, ridge, penalized);
  let unchanged = 0;
  let inherited = curvature.known;
  let point: Float64Array = start.slice();
  let { value, gradient } = await objective(point);
  value += penalty(point, options);
  const values: number[] = [];
  for (let iteration = 0; iteration < maxIterations; iteration += 1) {
    const slope = pseudoGradient(point, gradient, options);
    values.push(value);
    const stalled = (values.at(-1 - GAIN_ITERATIONS) ?? Infinity) - value < leastGain;
    if (largest(slope) <= tolerance || stalled || unchanged > MOST_UNCHANGED) {
      return { point, value, iterations: iteration, converged: true };
    }
    const direction = curvature.descentFrom(slope);
    if (lasso > 0) keepDescent(direction, slope, penalized);
    let step = curvature.known ? 1 : Math.min(1, 1 / norm(slope));
    for (let halving = 0; ; halving += 1) {
      const next = movedWithinOrthant(point, direction, step, slope, options);
      const found = await objective(next);
      const nextValue = found.value + penalty(next, options);
      if (nextValue <= value + SUFFICIENT_DECREASE * decrease(slope, point, next)) {
        curvature.remember({
          step: difference(next, point),
          change: difference(found.gradient, gradient),
        });
        unchanged = nextValue < value ? 0 : unchanged + 1;
        point = next;
        value = nextValue;
        gradient = found.gradient;
        break;
      }
      step /= 2;
      if (halving < MOST_HALVINGS) continue;
      // Rounding leaves no lower point in sight: this is the minimum as far as float64 can tell.
      if (!inherited) return { point, value, iterations: iteration, converged: true };
      // Or it is that what was seen of the curvature elsewhere does not hold here.
      inherited = false;
      curvature.forget();
      break;
    }
  }
  return { point, value, iterations: maxIterations, converged: false };
}

function penalty(point: Float64Array, { lasso, ridge, penalized }: MinimizeOptions): number {
  let sum = 0;
  for (let index = 0; index < penalized; index += 1) {
    const weight = point[index]!;
    sum += lasso * Math.abs(weight) + (ridge / 2) * weight * weight;
  }
  return sum;
}

/** The subgradient of least size: where a weight is 0, nothing as long as the slope is below the lasso's λ. */
function pseudoGradient(
  point: Float64Array,
  gradient: Float64Array,
  { lasso, ridge, penalized }: MinimizeOptions,
): Float64Array {
  const slopes = gradient.slice();
  for (let index = 0; index < penalized; index += 1) {
    const weight = point[index]!;
    const slope = slopes[index]! + ridge * weight;
    if (weight !== 0) slopes[index] = slope + lasso * Math.sign(weight);
    else slopes[index] = Math.sign(slope) * Math.max(0, Math.abs(slope) - lasso);
  }
  return slopes;
}

/** Drops the elements of the direction that curvature has turned uphill. */
function keepDescent(direction: Float64Array, slope: Float64Array, penalized: number): void {
  for (let index = 0; index < penalized; index += 1) {
    if (direction[index]! * slope[index]! >= 0) direction[index] = 0;
  }
}

/** The point `step` along the direction; under a lasso, penalised weights stop at 0 rather than change their sign. */
function movedWithinOrthant(
  point: Float64Array,
  direction: Float64Array,
  step: number,
  slope: Float64Array,
  { lasso, penalized }: MinimizeOptions,
): Float64Array {
  const moved = new Float64Array(point.length);
  for (let index = 0; index < point.length; index += 1) {
    moved[index] = point[index]! + step * direction[index]!;
  }
  for (let index = 0; lasso > 0 && index < penalized; index += 1) {
    const orthant = point[index] !== 0 ? point[index]! : -slope[index]!;
    if (!(moved[index]! * orthant > 0)) moved[index] = 0;
  }
  return moved;
}

function decrease(slope: Float64Array, from: Float64Array, to: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < slope.length; index += 1) sum += slope[index]! * (to[index]! - from[index]!);
  return sum;
}

function difference(to: Float64Array, from: Float64Array): Float64Array {
  const values = new Float64Array(to.length);
  for (let index = 0; index < to.length; index += 1) values[index] = to[index]! - from[index]!;
  return values;
}

function largest(values: Float64Array): number {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}
