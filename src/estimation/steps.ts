import type { EstimationConfig } from './config.js';
import { permutationConfig } from './uncertainty/permutation-config.js';

/** What a model is fitted to: the first modality, the second, or both side by side. */
export type Subject = 'first' | 'second' | 'both';

export type Modality = Exclude<Subject, 'both'>;

/** One model of a run: trained on all folds but one, scored on that one. */
export interface ModelStep {
  readonly kind: 'CLASSIFIER' | 'DENSITY';
  readonly name: string;
  readonly subject: Subject;
  readonly fold: number;
  /** 0, or which of the further repetitions with folds and starts of their own. */
  readonly repetition: number;
  /** Share of the run's work. */
  readonly weight: number;
}

/** The classifiers of all folds on labels permuted (0: as they are), with the run's own densities. */
export interface PermutationStep {
  readonly kind: 'PERMUTATION';
  readonly name: string;
  readonly permutation: number;
  readonly weight: number;
}

/** The steps that follow once every model is scored. */
export interface ClosingStep {
  readonly kind: 'DECOMPOSE' | 'BOOTSTRAP' | 'AGGREGATE';
  readonly name: string;
  readonly weight: number;
}

export type Step = ModelStep | PermutationStep | ClosingStep;

/** What the cost of a step depends on. */
export interface PlanShape {
  readonly samples: number;
  readonly classes: number;
  readonly first: { readonly name: string; readonly dimension: number };
  readonly second: { readonly name: string; readonly dimension: number };
}

export const SUBJECTS: readonly Subject[] = ['first', 'second', 'both'];
export const MODALITIES: readonly Modality[] = ['first', 'second'];
/** Typical passes over the data before a model stops, for the estimate of its cost only. */
const TYPICAL_EPOCHS = 15;
const TYPICAL_ITERATIONS = 20;
const TYPICAL_STRENGTHS = 6;
const TYPICAL_STEPS = 15;
/** Operations a sample costs a bootstrap draw. */
const BOOTSTRAP_COST = 50;
/** Operations a sample costs the closing steps, of the order of writing and reading its record. */
const CLOSING_COST = 20_000;

/** The steps of a run in the order they are taken; weights add to 1. */
export function planSteps(config: EstimationConfig, shape: PlanShape): readonly Step[] {
  const names = {
    first: shape.first.name,
    second: shape.second.name,
    both: `${shape.first.name}+${shape.second.name}`,
  };
  const dimensions = {
    first: shape.first.dimension,
    second: shape.second.dimension,
    both: shape.first.dimension + shape.second.dimension,
  };
  const steps: Step[] = [];
  const { repetitions, permutations, bootstrap } = config.uncertainty;
  for (let at = 0; at < repetitions * config.folds; at += 1) {
    const fold = at % config.folds;
    const repetition = Math.floor(at / config.folds);
    const of = repetition === 0 ? '' : `:repetition-${String(repetition)}`;
    for (const subject of SUBJECTS) {
      steps.push({
        kind: 'CLASSIFIER',
        name: `classifier:${names[subject]}:fold-${String(fold)}${of}`,
        subject,
        fold,
        repetition,
        weight: classifierCost(config, dimensions[subject], shape.classes),
      });
    }
    for (const subject of MODALITIES) {
      steps.push({
        kind: 'DENSITY',
        name: `density:${names[subject]}:fold-${String(fold)}${of}`,
        subject,
        fold,
        repetition,
        weight: densityCost(config, dimensions[subject]),
      });
    }
  }
  steps.push({ kind: 'DECOMPOSE', name: 'decompose', weight: CLOSING_COST * repetitions });
  for (let permutation = 0; permutations > 0 && permutation <= permutations; permutation += 1) {
    const name = `permutation-${String(permutation)}`;
    steps.push({
      kind: 'PERMUTATION',
      name,
      permutation,
      weight: permutationCost(config, dimensions, shape.classes),
    });
  }
  if (bootstrap > 0) steps.push({ kind: 'BOOTSTRAP', name: 'bootstrap', weight: bootstrap * BOOTSTRAP_COST });
  steps.push({ kind: 'AGGREGATE', name: 'aggregate', weight: CLOSING_COST });
  const total = steps.reduce((sum, step) => sum + step.weight, 0);
  return steps.map((step) => ({ ...step, weight: step.weight / total }));
}

interface Dimensions {
  readonly first: number;
  readonly second: number;
  readonly both: number;
}

/** Multiply-adds a sample costs a classifier's candidates. */
function classifierCost({ classifier }: EstimationConfig, dimension: number, classes: number): number {
  const { candidates, perceptron, logistic } = classifier;
  const { hidden, models } = perceptron;
  // Forward, and twice that backward, every epoch of every model.
  const ofPerceptron =
    3 * TYPICAL_EPOCHS * models * (dimension * hidden + hidden * hidden + hidden * classes);
  // Forward and backward for every step of every strength of every split.
  const ofLogistic = 2 * TYPICAL_STRENGTHS * TYPICAL_STEPS * logistic.innerFolds * dimension * classes;
  return candidates.reduce((sum, name) => sum + (name === 'perceptron' ? ofPerceptron : ofLogistic), 0);
}

/** Wider features are seen as principal components for most of the time. */
const WIDEST_DENSITY = 256;

/** Multiply-adds a sample costs the mixtures tried: expectation and maximisation, d² each a component. */
function densityCost({ density }: EstimationConfig, dimension: number): number {
  const components = density.components.reduce((sum, count) => sum + count, 0);
  const width = Math.min(dimension, WIDEST_DENSITY);
  return 2 * TYPICAL_ITERATIONS * components * width * dimension;
}

function permutationCost(config: EstimationConfig, dimensions: Dimensions, classes: number): number {
  const cheap = permutationConfig(config);
  return SUBJECTS.reduce(
    (sum, subject) => sum + cheap.folds * classifierCost(cheap, dimensions[subject], classes),
    0,
  );
}
