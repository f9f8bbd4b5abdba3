import type { Comparison } from '../../ensemble/compare-scores.js';
import type { HeldOutScores } from '../../ensemble/select-ensemble.js';
import type { ComponentName } from '../../domain/interaction-filter.js';

/** What came of a selection: models in the order in which they were named. */
export interface EnsembleResult {
  readonly samples: number;
  readonly models: readonly EnsembleMember[];
  /** Of ensembles that were fitted without the sample's fold, as are all scores here. */
  readonly heldOut: HeldOutScores;
  readonly bestSingle: HeldOutScores & { readonly model: string };
  readonly uniform: HeldOutScores;
  readonly againstBestSingle: Comparison;
  readonly againstUniform: Comparison;
  /** Of the average after each round of greedy selection on all samples; null for other methods. */
  readonly scoreByRound: readonly number[] | null;
  readonly interactionAware: {
    /** Pseudo-counts that draw strata's weights to the pooled ones; null where all strata have these. */
    readonly strength: number | null;
    readonly fallback: 'too-few-strata' | 'no-gain' | null;
    /** Weights by stratum; empty where all strata have the pooled ones. */
    readonly strata: readonly { readonly stratum: ComponentName; readonly weights: readonly number[] }[];
  } | null;
  readonly diversity: {
    /** `[M][M]`; null where a model's information is the same for every sample. */
    readonly correlation: readonly (readonly (number | null)[])[];
    /** `[M][M]` */
    readonly disagreement: readonly (readonly number[])[];
    /** Nats. */
    readonly ambiguity: number;
  };
}

export interface EnsembleMember {
  readonly id: string;
  readonly name: string;
  /** Share of the ensemble, where strata have weights of their own the pooled one. */
  readonly weight: number;
  /** Mean pointwise information with the label, nats. */
  readonly information: number;
}
