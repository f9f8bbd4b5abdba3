/** A smooth function of many variables with its gradient. */
export type Objective = (
  point: Float64Array,
) => Promise<{ readonly value: number; readonly gradient: Float64Array }>;

export interface Minimum {
  readonly point: Float64Array;
  /** Of the objective and the lasso together. */
  readonly value: number;
  readonly iterations: number;
  /** Whether the minimum was reached, rather than the iterations running out. */
  readonly converged: boolean;
}

export interface MinimizeOptions {
  /** λ of the penalty λ·Σ|wᵢ| on the first `penalized` variables; 0 for none (plain L-BFGS). */
  readonly lasso: number;
  readonly penalized: number;
  readonly maxIterations: number;
  /** Ends when no element of the (pseudo-)gradient is larger. */
  readonly tolerance: number;
}

/** Pairs of steps and gradient changes that the curvature is estimated from. */
const MEMORY = 10;
const SUFFICIENT_DECREASE = 1e-4;
const MOST_HALVINGS = 30;

/**
 * Minimises a convex objective plus λ‖w‖₁ by the orthant-wise limited-memory quasi-Newton method (Andrew & Gao
 * 2007); with λ = 0 it is L-BFGS with a backtracking line search (Nocedal & Wright 2006, algorithm 7.5).
 */
export async function minimizeOwlqn(
  objective: Objective,
  start: Float64Array,
  options: MinimizeOptions,
): Promise<Minimum> {
  const { lasso, penalized, maxIterations, tolerance } = options;
  const history: Correction[] = [];
  let point: Float64Array = start.slice();
  let { value, gradient } = await objective(point);
  value += penalty(point, options);
  for (let iteration = 0; iteration < maxIterations; iteration += 1) {
    const slope = pseudoGradient(point, gradient, options);
    if (largest(slope) <= tolerance) return { point, value, iterations: iteration, converged: true };
    const direction = descentDirection(slope, history);
    if (lasso > 0) keepDescent(direction, slope, penalized);
    let step = history.length === 0 ? Math.min(1, 1 / norm(slope)) : 1;
    for (let halving = 0; ; halving += 1) {
      const next = movedWithinOrthant(point, direction, step, slope, options);
      const found = await objective(next);
      const nextValue = found.value + penalty(next, options);
      if (nextValue <= value + SUFFICIENT_DECREASE * decrease(slope, point, next)) {
        remember(history, point, next, gradient, found.gradient);
        point = next;
        value = nextValue;
        gradient = found.gradient;
        break;
      }
      // Rounding leaves no lower point in sight: this is the minimum as far as float64 can tell.
      if (halving === MOST_HALVINGS) return { point, value, iterations: iteration, converged: true };
      step /= 2;
    }
  }
  return { point, value, iterations: maxIterations, converged: false };
}

/** A step, the change of the gradient over it, and 1 / their product. */
interface Correction {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly rho: number;
}

function penalty(point: Float64Array, { lasso, penalized }: MinimizeOptions): number {
  if (lasso === 0) return 0;
  let sum = 0;
  for (let index = 0; index < penalized; index += 1) sum += Math.abs(point[index]!);
  return lasso * sum;
}

/** The subgradient of least size: where a weight is 0, nothing as long as the slope is below λ. */
function pseudoGradient(
  point: Float64Array,
  gradient: Float64Array,
  { lasso, penalized }: MinimizeOptions,
): Float64Array {
  if (lasso === 0) return gradient;
  return gradient.map((slope, index) => {
    if (index >= penalized) return slope;
    const weight = point[index]!;
    if (weight !== 0) return slope + lasso * Math.sign(weight);
    return Math.sign(slope) * Math.max(0, Math.abs(slope) - lasso);
  });
}

/** Drops the elements of the direction that curvature has turned uphill. */
function keepDescent(direction: Float64Array, slope: Float64Array, penalized: number): void {
  for (let index = 0; index < penalized; index += 1) {
    if (direction[index]! * slope[index]! >= 0) direction[index] = 0;
  }
}

/** The point `step` along the direction; penalised weights stop at 0 rather than change their sign. */
function movedWithinOrthant(
  point: Float64Array,
  direction: Float64Array,
  step: number,
  slope: Float64Array,
  { lasso, penalized }: MinimizeOptions,
): Float64Array {
  return point.map((weight, index) => {
    const next = weight + step * direction[index]!;
    if (lasso === 0 || index >= penalized) return next;
    const orthant = weight !== 0 ? weight : -slope[index]!;
    return next * orthant > 0 ? next : 0;
  });
}

function decrease(slope: Float64Array, from: Float64Array, to: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < slope.length; index += 1) sum += slope[index]! * (to[index]! - from[index]!);
  return sum;
}

function remember(
  history: Correction[],
  from: Float64Array,
  to: Float64Array,
  gradientFrom: Float64Array,
  gradientTo: Float64Array,
): void {
  const step = to.map((value, index) => value - from[index]!);
  const change = gradientTo.map((value, index) => value - gradientFrom[index]!);
  const product = dot(step, change);
  if (!(product > 1e-12 * norm(step) * norm(change))) return; // no curvature to be seen along this step
  history.push({ step, change, rho: 1 / product });
  if (history.length > MEMORY) history.shift();
}

/** The two-loop recursion: −H·gradient with H the estimated inverse of the Hessian. */
function descentDirection(gradient: Float64Array, history: readonly Correction[]): Float64Array {
  const direction = gradient.map((value) => -value);
  const weights = new Float64Array(history.length);
  for (let index = history.length - 1; index >= 0; index -= 1) {
    const { step, change, rho } = history[index]!;
    weights[index] = rho * dot(step, direction);
    add(direction, change, -weights[index]!);
  }
  const newest = history.at(-1);
  if (newest) {
    const scale = 1 / (newest.rho * dot(newest.change, newest.change));
    for (let index = 0; index < direction.length; index += 1) direction[index]! *= scale;
  }
  history.forEach(({ step, change, rho }, index) => {
    add(direction, step, weights[index]! - rho * dot(change, direction));
  });
  return direction;
}

function add(target: Float64Array, values: Float64Array, factor: number): void {
  for (let index = 0; index < target.length; index += 1) target[index]! += factor * values[index]!;
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index += 1) sum += left[index]! * right[index]!;
  return sum;
}

function norm(values: Float64Array): number {
  return Math.sqrt(dot(values, values));
}

function largest(values: Float64Array): number {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}
