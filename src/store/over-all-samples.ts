/**
 * For a transaction whose statements are about all of a run's samples. The planner takes an array for ten rows, and would
 * look each of a million samples up by itself. (More memory for sorts makes them slower: new memory is.)
 */
export const OVER_ALL_SAMPLES = 'SET LOCAL enable_nestloop = off; SET LOCAL jit = off';

/** And where all of them are put in an order: reading a million rows in that of an index takes twice as long as a sort. */
export const ORDERING_ALL_SAMPLES = `${OVER_ALL_SAMPLES}; SET LOCAL enable_indexscan = off`;
