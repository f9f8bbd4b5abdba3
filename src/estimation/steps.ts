import type { EstimationConfig } from './config.js';

/** What a model is fitted to: the first modality, the second, or both side by side. */
export type Subject = 'first' | 'second' | 'both';

/** One model of a run: trained on all folds but one, scored on that one. */
export interface ModelStep {
  readonly kind: 'CLASSIFIER' | 'DENSITY';
  readonly name: string;
  readonly subject: Subject;
  readonly fold: number;
  /** Share of the run's work. */
  readonly weight: number;
}

/** The steps that follow once every model is scored. */
export interface ClosingStep {
  readonly kind: 'DECOMPOSE' | 'AGGREGATE';
  readonly name: string;
  readonly weight: number;
}

export type Step = ModelStep | ClosingStep;

/** What the cost of a step depends on. */
export interface PlanShape {
  readonly samples: number;
  readonly classes: number;
  readonly first: { readonly name: string; readonly dimension: number };
  readonly second: { readonly name: string; readonly dimension: number };
}

const SUBJECTS: readonly Subject[] = ['first', 'second', 'both'];
/** Typical passes over the data before a model stops, for the estimate of its cost only. */
const TYPICAL_EPOCHS = 15;
const TYPICAL_ITERATIONS = 20;
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
  for (let fold = 0; fold < config.folds; fold += 1) {
    for (const subject of SUBJECTS) {
      steps.push({
        kind: 'CLASSIFIER',
        name: `classifier:${names[subject]}:fold-${String(fold)}`,
        subject,
        fold,
        weight: classifierCost(config, dimensions[subject], shape.classes),
      });
    }
    for (const subject of ['first', 'second'] as const) {
      steps.push({
        kind: 'DENSITY',
        name: `density:${names[subject]}:fold-${String(fold)}`,
        subject,
        fold,
        weight: densityCost(config, dimensions[subject]),
      });
    }
  }
  steps.push({ kind: 'DECOMPOSE', name: 'decompose', weight: CLOSING_COST });
  steps.push({ kind: 'AGGREGATE', name: 'aggregate', weight: CLOSING_COST });
  const total = steps.reduce((sum, step) => sum + step.weight, 0);
  return steps.map((step) => ({ ...step, weight: step.weight / total }));
}

/** Multiply-adds a sample costs a classifier: forward, and twice that backward, every epoch of every model. */
function classifierCost({ classifier }: EstimationConfig, dimension: number, classes: number): number {
  const { hidden, models } = classifier;
  return 3 * TYPICAL_EPOCHS * models * (dimension * hidden + hidden * hidden + hidden * classes);
}

/** Multiply-adds a sample costs the mixtures tried: expectation and maximisation, d² each a component. */
function densityCost({ density }: EstimationConfig, dimension: number): number {
  const components = density.components.reduce((sum, count) => sum + count, 0);
  return 2 * TYPICAL_ITERATIONS * components * dimension * dimension;
}
