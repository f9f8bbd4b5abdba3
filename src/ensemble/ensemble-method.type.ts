/**
 * How models' weights are found: `uniform`, all equal; `greedy`, see {@link selectGreedily}; `stacking`, see {@link stack};
 * `interaction-aware`, see {@link fitInteractionAware}.
 */
export type EnsembleMethod = 'uniform' | 'greedy' | 'stacking' | 'interaction-aware';
