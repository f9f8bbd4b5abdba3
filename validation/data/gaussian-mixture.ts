import { Random } from '../../src/estimation/random.js';
import { chainSurprisal, fillChain } from './gaussian-chain.js';
import { fillRows } from './fill-rows.js';
import type { KnownDensity } from './known-density.type.js';
import { logSumExp } from './log-sum-exp.js';

/** One Gaussian: column `order[j]` is mean + scale · sign[j] · (element j of a chain with unit variances). */
export interface ChainComponent {
  readonly weight: number;
  readonly mean: Float64Array;
  readonly scale: number;
  readonly correlation: number;
  readonly order: Int32Array;
  readonly sign: Int32Array;
}

/** A mixture of Gaussians, exact without factorising a covariance. Weights sum to one. */
export function gaussianMixture(name: string, components: readonly ChainComponent[]): KnownDensity {
  const dimension = components[0]!.mean.length;
  const draw = (row: Float64Array, random: Random): void => {
    const { mean, scale, correlation, order, sign } = pick(components, random.uniform());
    const chain = new Float64Array(dimension);
    fillChain(chain, correlation, random);
    order.forEach((column, j) => (row[column] = mean[column]! + scale * sign[j]! * chain[j]!));
  };
  const logJoint = (row: Float64Array, component: ChainComponent): number => {
    const { weight, mean, scale, correlation, order, sign } = component;
    const chain = Float64Array.from(
      order,
      (column, j) => (sign[j]! * (row[column]! - mean[column]!)) / scale,
    );
    return Math.log(weight) - chainSurprisal(chain, correlation) - dimension * Math.log(scale);
  };
  return {
    name,
    dimension,
    draw: (rows, random) => fillRows(rows, dimension, (row) => draw(row, random)),
    surprisal: (row) => -logSumExp(components.map((component) => logJoint(row, component))),
    entropy: null,
  };
}

function pick(components: readonly ChainComponent[], at: number): ChainComponent {
  let left = at;
  const found = components.find(({ weight }) => (left -= weight) < 0);
  return found ?? components.at(-1)!; // rounding of the sum
}

/**
 * Five Gaussians of equal weight with full, unlike covariances: means N(0, 2²) in every column, AR(.9) chains
 * through the columns in an order and with signs drawn for each. The parameters follow from the seed; they
 * lie mostly apart at d = 32, so that a full fit costs about its parameters / 2N nats.
 */
export function fiveGaussians(dimension: number, seed: number): KnownDensity {
  const random = new Random(seed, 'validation/five-gaussians');
  const components = Array.from({ length: 5 }, () => ({
    weight: 1 / 5,
    mean: Float64Array.from({ length: dimension }, () => 2 * random.normal()),
    scale: 1,
    correlation: 0.9,
    order: random.permutation(dimension),
    sign: Int32Array.from({ length: dimension }, () => (random.uniform() < 0.5 ? -1 : 1)),
  }));
  return gaussianMixture(`5 Gaussians d=${dimension}`, components);
}

/**
 * Modes far apart, of unequal weight (∝ 1, 2, …, K) and width (from .3 to 1 geometrically), isotropic, their
 * centres N(0, 4²) in every column.
 */
export function separatedModes(dimension: number, modes: number, seed: number): KnownDensity {
  const random = new Random(seed, 'validation/separated-modes');
  const components = Array.from({ length: modes }, (_, mode) => ({
    weight: (mode + 1) / ((modes * (modes + 1)) / 2),
    mean: Float64Array.from({ length: dimension }, () => 4 * random.normal()),
    scale: 0.3 ** (1 - mode / Math.max(1, modes - 1)),
    correlation: 0,
    order: Int32Array.from({ length: dimension }, (_, j) => j),
    sign: new Int32Array(dimension).fill(1),
  }));
  return gaussianMixture(`${modes} modes d=${dimension}`, components);
}
