/**
 * For a transaction whose statements are about all of a run's samples. The planner takes an array for ten rows, and would
 * look each of a million samples up by itself. (More memory for sorts makes them slower: new memory is.)
 */
export const OVER_ALL_SAMPLES = 'SET LOCAL enable_nestloop = off; SET LOCAL jit = off';
