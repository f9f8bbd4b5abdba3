import type { ClassifierConfig, DensityConfig, EstimationConfig } from './config.js';
import { permutationConfig } from './uncertainty/permutation-config.js';

/** Typical passes over the data before a model stops, for the estimate of its cost only. */
const TYPICAL_EPOCHS = 15;
const TYPICAL_ITERATIONS = 10;
/** Numbers of components tried before more of them stop helping. */
const TYPICAL_CHOICES = 3;
const TYPICAL_STRENGTHS = 6;
const TYPICAL_STEPS = 15;
/** Operations a sample costs a bootstrap draw. */
const BOOTSTRAP_COST = 500;
/** Operations a sample costs decompose, a repetition: pooling its scores, and writing its record. */
export const DECOMPOSE_COST = 1_000_000;
/** Operations a sample costs the aggregates. */
export const AGGREGATE_COST = 60_000;
/** Wider features are seen as principal components for most of the time. */
const WIDEST_DENSITY = 256;

/** Columns of what models are fitted to. */
export interface Dimensions {
  readonly first: number;
  readonly second: number;
  readonly both: number;
}

/** Multiply-adds a sample costs each of a classifier's candidates. */
export function candidateCosts(
  { candidates, perceptron, logistic }: ClassifierConfig,
  dimension: number,
  classes: number,
): readonly number[] {
  const { hidden, models } = perceptron;
  // Forward, and twice that backward, every epoch of every model.
  const ofPerceptron =
    3 * TYPICAL_EPOCHS * models * (dimension * hidden + hidden * hidden + hidden * classes);
  // Forward and backward for every step of every strength of every split.
  const ofLogistic = 2 * TYPICAL_STRENGTHS * TYPICAL_STEPS * logistic.innerFolds * dimension * classes;
  return candidates.map((name) => (name === 'perceptron' ? ofPerceptron : ofLogistic));
}

/** Multiply-adds a sample costs the mixtures tried: expectation and maximisation, d² each a component. */
export function densityCost({ components }: DensityConfig, dimension: number): number {
  const width = Math.min(dimension, WIDEST_DENSITY);
  return 2 * TYPICAL_ITERATIONS * total(components.slice(0, TYPICAL_CHOICES)) * width * dimension;
}

/** Multiply-adds a sample costs an estimation on permuted labels. */
export function permutationCost(config: EstimationConfig, dimensions: Dimensions, classes: number): number {
  const { classifier, folds } = permutationConfig(config);
  const ofFold = [dimensions.first, dimensions.second, dimensions.both].map((dimension) =>
    total(candidateCosts(classifier, dimension, classes)),
  );
  return folds * total(ofFold);
}

/** Multiply-adds a sample costs a bootstrap. */
export function bootstrapCost(draws: number): number {
  return draws * BOOTSTRAP_COST;
}

export function total(costs: readonly number[]): number {
  return costs.reduce((sum, cost) => sum + cost, 0);
}
