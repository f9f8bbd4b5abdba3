import type { EstimationConfig } from './config.js';
import {
  bootstrapCost,
  candidateCosts,
  AGGREGATE_COST,
  DECOMPOSE_COST,
  densityCost,
  permutationCost,
  total,
  type Dimensions,
} from './step-cost.js';

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
}

/** The classifiers of all folds on labels permuted (0: as they are), with the run's own densities. */
export interface PermutationStep {
  readonly kind: 'PERMUTATION';
  readonly name: string;
  readonly permutation: number;
}

/** The steps that follow once every model is scored. */
export interface ClosingStep {
  readonly kind: 'DECOMPOSE' | 'BOOTSTRAP' | 'AGGREGATE';
  readonly name: string;
}

export type Step = ModelStep | PermutationStep | ClosingStep;

/** A step's place in the run. */
export interface Planned {
  /** Positions in the plan of the steps whose results it reads. */
  readonly needs: readonly number[];
  /** Estimated multiply-adds. */
  readonly cost: number;
}

export type PlannedStep = Step & Planned;

/** What the cost of a step depends on. */
export interface PlanShape {
  readonly samples: number;
  readonly classes: number;
  readonly first: { readonly name: string; readonly dimension: number };
  readonly second: { readonly name: string; readonly dimension: number };
}

export const SUBJECTS: readonly Subject[] = ['first', 'second', 'both'];
export const MODALITIES: readonly Modality[] = ['first', 'second'];
/** The steps of a run, each after the ones it needs. */
export function planSteps(config: EstimationConfig, shape: PlanShape): readonly PlannedStep[] {
  const { repetitions, permutations, bootstrap } = config.uncertainty;
  const steps: PlannedStep[] = [];
  /** @param cost multiply-adds a sample */
  const add = (step: Step, needs: readonly number[], cost: number): number =>
    steps.push({ ...step, needs, cost: cost * shape.samples }) - 1;
  const models = modelSteps(config, shape).map(([step, cost]) => add(step, [], cost));
  const decompose = add({ kind: 'DECOMPOSE', name: 'decompose' }, models, DECOMPOSE_COST * repetitions);
  const closing = [decompose];
  if (permutations > 0) {
    const cost = permutationCost(config, dimensionsOf(shape), shape.classes);
    for (let permutation = 0; permutation <= permutations; permutation += 1) {
      const name = `permutation-${String(permutation)}`;
      closing.push(add({ kind: 'PERMUTATION', name, permutation }, [decompose], cost));
    }
  }
  if (bootstrap > 0) {
    closing.push(add({ kind: 'BOOTSTRAP', name: 'bootstrap' }, [...models, decompose], bootstrapCost(bootstrap))); // prettier-ignore
  }
  add({ kind: 'AGGREGATE', name: 'aggregate' }, closing, AGGREGATE_COST);
  return steps;
}

/** Every model of every fold of every repetition, with the multiply-adds a sample costs it. */
function modelSteps(config: EstimationConfig, shape: PlanShape): (readonly [ModelStep, number])[] {
  const names = {
    first: shape.first.name,
    second: shape.second.name,
    both: `${shape.first.name}+${shape.second.name}`,
  };
  const dimensions = dimensionsOf(shape);
  return Array.from({ length: config.uncertainty.repetitions * config.folds }, (_, at) => {
    const fold = at % config.folds;
    const repetition = Math.floor(at / config.folds);
    const of = `fold-${String(fold)}${repetition === 0 ? '' : `:repetition-${String(repetition)}`}`;
    const classifiers = SUBJECTS.map((subject) => {
      const name = `classifier:${names[subject]}:${of}`;
      const cost = total(candidateCosts(config.classifier, dimensions[subject], shape.classes));
      return [{ kind: 'CLASSIFIER', name, subject, fold, repetition }, cost] as const;
    });
    const densities = MODALITIES.map((subject) => {
      const name = `density:${names[subject]}:${of}`;
      return [{ kind: 'DENSITY', name, subject, fold, repetition }, densityCost(config.density, dimensions[subject])] as const; // prettier-ignore
    });
    return [...classifiers, ...densities];
  }).flat();
}

export function dimensionsOf({ first, second }: PlanShape): Dimensions {
  return { first: first.dimension, second: second.dimension, both: first.dimension + second.dimension };
}
