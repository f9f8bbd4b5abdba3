import type { Random } from '../estimation/random.js';
import type { EnsembleMethod } from './ensemble-method.type.js';
import { selectGreedily, type Criterion, type GreedySelection } from './greedy-selection.js';
import { fitInteractionAware, type InteractionAware, type InteractionSamples } from './interaction-aware.js';
import { stack } from './stacking.js';

export interface FitOptions {
  readonly method: EnsembleMethod;
  /** What greedy selection makes best. */
  readonly criterion: Criterion;
  /** Most picks of greedy selection. */
  readonly rounds: number;
}

export interface FittedEnsemble {
  /** `[M]`, each ≥ 0, sum 1; where strata have weights of their own, those that they are drawn towards. */
  readonly weights: Float64Array;
  /** Null but for `greedy`. */
  readonly greedy: GreedySelection | null;
  /** Null but for `interaction-aware`. */
  readonly interactionAware: InteractionAware | null;
}

/** Finds the weights of models on `rows`, at least one. */
export async function fitEnsemble(
  samples: InteractionSamples,
  rows: Int32Array,
  { method, criterion, rounds }: FitOptions,
  random: Random,
): Promise<FittedEnsemble> {
  const { predictions } = samples;
  const models = predictions.models.length;
  switch (method) {
    case 'uniform':
      return {
        weights: new Float64Array(models).fill(1 / models),
        greedy: null,
        interactionAware: null,
      };
    case 'greedy': {
      const greedy = selectGreedily(predictions, rows, criterion, rounds);
      return { weights: greedy.weights, greedy, interactionAware: null };
    }
    case 'stacking':
      return { weights: stack(predictions, rows).weights, greedy: null, interactionAware: null };
    case 'interaction-aware': {
      const interactionAware = await fitInteractionAware(samples, rows, random);
      return { weights: interactionAware.pooled, greedy: null, interactionAware };
    }
  }
}
