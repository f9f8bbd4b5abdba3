/** A step, and the change of a smooth function's gradient over it. */
export interface CurvaturePair {
  readonly step: Float64Array;
  readonly change: Float64Array;
}

/** A pair as seen under a ridge, and 1 / the product of its parts. */
interface Correction extends CurvaturePair {
  readonly rho: number;
}

/** Pairs that the curvature is estimated from: the latest so many. */
const MEMORY = 10;
/** Steps whose product with the gradient's change is less than this share of their sizes show no curvature. */
const LEAST_CURVATURE = 1e-12;

/**
 * Limited-memory estimate of the inverse Hessian of a smooth function plus a ridge λ/2·Σwᵢ² on the first
 * `penalized` variables (Nocedal & Wright 2006, algorithm 7.4).
 */
export class Curvature {
  readonly #ridge: number;
  readonly #penalized: number;
  readonly #pairs: CurvaturePair[];
  readonly #corrections: Correction[] = [];

  /** @param pairs of the function without the ridge, from an earlier minimisation under another; extended */
  constructor(pairs: CurvaturePair[], ridge: number, penalized: number) {
    this.#pairs = pairs;
    this.#ridge = ridge;
    this.#penalized = penalized;
    for (const pair of pairs) {
      const correction = this.#underRidge(pair);
      if (correction) this.#corrections.push(correction);
    }
  }

  get known(): boolean {
    return this.#corrections.length > 0;
  }

  /** Takes in a step and the change over it of the gradient without the ridge. */
  remember(pair: CurvaturePair): void {
    const correction = this.#underRidge(pair);
    if (!correction) return;
    this.#corrections.push(correction);
    this.#pairs.push(pair);
    if (this.#corrections.length > MEMORY) this.#corrections.shift();
    if (this.#pairs.length > MEMORY) this.#pairs.shift();
  }

  forget(): void {
    this.#corrections.length = 0;
    this.#pairs.length = 0;
  }

  /** −H·slope, H the estimated inverse Hessian (the identity where nothing is known). */
  descentFrom(slope: Float64Array): Float64Array {
    const corrections = this.#corrections;
    const direction = new Float64Array(slope.length);
    add(direction, slope, -1);
    const weights = new Float64Array(corrections.length);
    for (let index = corrections.length - 1; index >= 0; index -= 1) {
      const { step, change, rho } = corrections[index]!;
      weights[index] = rho * dot(step, direction);
      add(direction, change, -weights[index]!);
    }
    const newest = corrections.at(-1);
    if (newest) {
      const scale = 1 / (newest.rho * dot(newest.change, newest.change));
      for (let index = 0; index < direction.length; index += 1) direction[index]! *= scale;
    }
    for (let index = 0; index < corrections.length; index += 1) {
      const { step, change, rho } = corrections[index]!;
      add(direction, step, weights[index]! - rho * dot(change, direction));
    }
    return direction;
  }

  #underRidge({ step, change }: CurvaturePair): Correction | null {
    let seen = change;
    if (this.#ridge > 0) {
      seen = change.slice();
      for (let index = 0; index < this.#penalized; index += 1) seen[index]! += this.#ridge * step[index]!;
    }
    const product = dot(step, seen);
    return product > LEAST_CURVATURE * norm(step) * norm(seen)
      ? { step, change: seen, rho: 1 / product }
      : null;
  }
}

function add(target: Float64Array, values: Float64Array, factor: number): void {
  for (let index = 0; index < target.length; index += 1) target[index]! += factor * values[index]!;
}

export function dot(left: Float64Array, right: Float64Array): number {
  // Four sums side by side: one alone would wait for each addition.
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let index = 0;
  for (; index + 4 <= left.length; index += 4) {
    s0 += left[index]! * right[index]!;
    s1 += left[index + 1]! * right[index + 1]!;
    s2 += left[index + 2]! * right[index + 2]!;
    s3 += left[index + 3]! * right[index + 3]!;
  }
  for (; index < left.length; index += 1) s0 += left[index]! * right[index]!;
  return s0 + s1 + (s2 + s3);
}

export function norm(values: Float64Array): number {
  return Math.sqrt(dot(values, values));
}
