import type { InteractionColumns } from '../../src/estimation/interaction-columns.js';
import { Random } from '../../src/estimation/random.js';
import { logSumExp } from './log-sum-exp.js';
import { plantedDataset } from './planted-dataset.js';
import type { PlantedDataset } from './planted-dataset.type.js';

export interface GaussianClassesOptions {
  readonly samples: number;
  readonly classes: number;
  /** Standard deviation of the noise in either modality. */
  readonly noise: number;
  /** Correlation of the two modalities' noise, above −1; 1 makes x2 a copy of x1. */
  readonly correlation: number;
  /** Columns of independent noise appended to the modality. */
  readonly irrelevantFirst: number;
  readonly irrelevantSecond: number;
  /** Standard deviation of the irrelevant columns. */
  readonly irrelevantSpread: number;
  /** Every column of the first modality is multiplied by it, the irrelevant ones too. */
  readonly firstUnit: number;
}

/** The options of the tables in docs/VALIDATION.md where they say nothing else. */
export const gaussianClassesDefaults: GaussianClassesOptions = {
  samples: 2000,
  classes: 2,
  noise: 0.5,
  correlation: 0.5,
  irrelevantFirst: 0,
  irrelevantSecond: 0,
  irrelevantSpread: 1,
  firstUnit: 1,
};

export interface GaussianClasses extends PlantedDataset {
  /** Truth of the same samples without irrelevant columns and in the units of the second modality, nats. */
  readonly clean: InteractionColumns;
}

/**
 * The Gaussian data of Yang, Wang & Hu 2025: y uniform over C classes, x1 = onehot(y) + σu and
 * x2 = onehot(y) + ρσu + √(1−ρ²)σv with u, v standard normal. Irrelevant columns come from a stream of their
 * own: the same seed gives the same samples with and without them, in whatever units.
 */
export function gaussianClasses(options: Partial<GaussianClassesOptions>, seed: number): GaussianClasses {
  const all = { ...gaussianClassesDefaults, ...options };
  const { samples, classes, noise, correlation, firstUnit } = all;
  const random = new Random(seed, 'validation/gaussian-classes');
  const irrelevant = new Random(seed, 'validation/gaussian-classes/irrelevant');
  const first = columnsOf(samples, classes + all.irrelevantFirst);
  const second = columnsOf(samples, classes + all.irrelevantSecond);
  const classIndex = new Int32Array(samples);
  const posterior = (): Float64Array => new Float64Array(samples * classes);
  const logPosteriors = { first: posterior(), second: posterior(), both: posterior() };
  const clean = { h1: new Float64Array(samples), h2: new Float64Array(samples) };
  const noisy = { h1: new Float64Array(samples), h2: new Float64Array(samples) };
  const own = Math.sqrt(1 - correlation ** 2);
  const variance = noise ** 2;
  for (let sample = 0; sample < samples; sample += 1) {
    const label = random.integer(classes);
    classIndex[sample] = label;
    const x1 = first.row(sample);
    const x2 = second.row(sample);
    for (let j = 0; j < classes; j += 1) {
      const u = random.normal();
      x1[j] = (j === label ? 1 : 0) + noise * u;
      x2[j] = (j === label ? 1 : 0) + noise * (correlation * u + own * random.normal());
    }
    // Classes differ in the mean alone, so that every posterior is a softmax of scaled coordinates.
    const at = sample * classes;
    const scores1 = x1.subarray(0, classes).map((value) => value / variance);
    const scores2 = x2.subarray(0, classes).map((value) => value / variance);
    const scores12 = scores1.map((score, j) => (score + scores2[j]!) / (1 + correlation));
    logPosteriors.first.set(logSoftmax(scores1), at);
    logPosteriors.second.set(logSoftmax(scores2), at);
    logPosteriors.both.set(logSoftmax(scores12), at);
    clean.h1[sample] = classSurprisal(x1.subarray(0, classes), variance);
    clean.h2[sample] = classSurprisal(x2.subarray(0, classes), variance);
    noisy.h1[sample] = clean.h1[sample]! + appendNoise(x1, classes, all.irrelevantSpread, irrelevant);
    noisy.h2[sample] = clean.h2[sample]! + appendNoise(x2, classes, all.irrelevantSpread, irrelevant);
    noisy.h1[sample]! += x1.length * Math.log(firstUnit);
    x1.forEach((value, j) => (x1[j] = value * firstUnit));
  }
  const known = {
    first: first.matrix,
    second: second.matrix,
    classIndex,
    classes,
    logPrior: new Float64Array(classes).fill(-Math.log(classes)),
    logPosteriors,
  };
  return { ...plantedDataset(known, noisy), clean: plantedDataset(known, clean).truth };
}

function columnsOf(rows: number, columns: number) {
  const data = new Float64Array(rows * columns);
  return {
    matrix: { rows, columns, data },
    row: (at: number): Float64Array => data.subarray(at * columns, (at + 1) * columns),
  };
}

function logSoftmax(scores: Float64Array): Float64Array {
  const normalizer = logSumExp(scores);
  return scores.map((score) => score - normalizer);
}

/** −log of the C Gaussians N(onehot(c), σ²I) mixed in equal shares, nats. */
function classSurprisal(x: Float64Array, variance: number): number {
  const classes = x.length;
  const square = x.reduce((sum, value) => sum + value * value, 0);
  const scores = x.map((value) => (value - 0.5) / variance);
  return (
    Math.log(classes) +
    (classes / 2) * Math.log(2 * Math.PI * variance) +
    square / (2 * variance) -
    logSumExp(scores)
  );
}

/** Fills the columns from `from` on with noise and returns its surprisal, nats. */
function appendNoise(row: Float64Array, from: number, spread: number, random: Random): number {
  let surprisal = 0;
  for (let j = from; j < row.length; j += 1) {
    const value = random.normal();
    row[j] = spread * value;
    surprisal += value ** 2 / 2 + Math.log(2 * Math.PI) / 2 + Math.log(spread);
  }
  return surprisal;
}
