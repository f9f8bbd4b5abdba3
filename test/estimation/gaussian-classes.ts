import type { RunFeatures } from '../../src/estimation/run-features.js';
import { Random } from '../../src/estimation/random.js';

/** Two classes, N(+m, Σ) and N(−m, Σ), of one modality with two columns each; Σ is the identity but for c. */
const MEANS = [
  [0.9, -0.3],
  [0.5, 0.4],
] as const;
/** Covariance of the first columns of the two modalities, within a class. */
const CROSS = 0.6;
/** Share of class 0. */
const SHARE = 0.4;

/** A data set and its exact primitives, nats; surprisals in units of the original features. */
export interface KnownSample {
  readonly features: RunFeatures;
  readonly truth: Readonly<Record<'i1' | 'i2' | 'i12' | 'h1' | 'h2', Float64Array>>;
}

/** N samples of the two classes, with log-density ratios worked out from the formula of the Gaussian. */
export function gaussianClasses(count: number, seed: number): KnownSample {
  const random = new Random(seed, 'gaussian-classes');
  const first = new Float64Array(2 * count);
  const second = new Float64Array(2 * count);
  const zeros = (): Float64Array => new Float64Array(count);
  const truth = { i1: zeros(), i2: zeros(), i12: zeros(), h1: zeros(), h2: zeros() };
  const classIndex = Int32Array.from({ length: count }, (_, sample) => (sample < SHARE * count ? 0 : 1));
  classIndex.forEach((label, sample) => {
    const sign = label === 0 ? 1 : -1;
    const noise = Array.from({ length: 4 }, () => random.normal());
    noise[2] = CROSS * noise[0]! + Math.sqrt(1 - CROSS ** 2) * noise[2]!;
    for (let j = 0; j < 2; j += 1) {
      first[2 * sample + j] = sign * MEANS[0][j]! + noise[j]!;
      second[2 * sample + j] = sign * MEANS[1][j]! + noise[2 + j]!;
    }
    const x1 = first.subarray(2 * sample, 2 * sample + 2);
    const x2 = second.subarray(2 * sample, 2 * sample + 2);
    const ofFirst = [0, 1].map((c) => alone(x1, MEANS[0], c));
    const ofSecond = [0, 1].map((c) => alone(x2, MEANS[1], c));
    const ofBoth = [0, 1].map((c) => together(x1, x2, c));
    truth.i1[sample] = ofFirst[label]! - mixed(ofFirst);
    truth.i2[sample] = ofSecond[label]! - mixed(ofSecond);
    truth.i12[sample] = ofBoth[label]! - mixed(ofBoth);
    truth.h1[sample] = -mixed(ofFirst);
    truth.h2[sample] = -mixed(ofSecond);
  });
  const matrix = (data: Float64Array) => ({ rows: count, columns: 2, data });
  return { features: { first: matrix(first), second: matrix(second), classIndex, classes: 2 }, truth };
}

const signOf = (c: number): number => (c === 0 ? 1 : -1);

/** log N(x; ±m, I) */
function alone(x: Float64Array, m: readonly [number, number], c: number): number {
  return -Math.log(2 * Math.PI) - ((x[0]! - signOf(c) * m[0]) ** 2 + (x[1]! - signOf(c) * m[1]) ** 2) / 2;
}

/** log N((x1, x2); ±(m1, m2), Σ): the correlated pair of first columns, and two free columns. */
function together(x1: Float64Array, x2: Float64Array, c: number): number {
  const a = x1[0]! - signOf(c) * MEANS[0][0];
  const b = x2[0]! - signOf(c) * MEANS[1][0];
  const determinant = 1 - CROSS ** 2;
  const square = (a * a - 2 * CROSS * a * b + b * b) / determinant;
  const free = (x1[1]! - signOf(c) * MEANS[0][1]) ** 2 + (x2[1]! - signOf(c) * MEANS[1][1]) ** 2;
  return -2 * Math.log(2 * Math.PI) - Math.log(determinant) / 2 - (square + free) / 2;
}

/** log p(x) of the two classes mixed. */
function mixed([first, second]: readonly number[]): number {
  return Math.log(SHARE * Math.exp(first!) + (1 - SHARE) * Math.exp(second!));
}
