import type { EnsembleOptions } from '../../ensemble/select-ensemble.js';
import type { MethodName } from '../../domain/interaction-filter.js';

/** How an ensemble was selected: stored with it, so that it can be made again. */
export interface EnsembleSettings extends EnsembleOptions {
  readonly models: readonly { readonly id: string; readonly name: string }[];
  /** How the run's components were shown, which decides strata; null without a run. */
  readonly strata: { readonly runId: string; readonly method: MethodName; readonly adjusted: boolean } | null;
}
