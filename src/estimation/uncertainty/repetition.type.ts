import type { Decomposition } from '../decompose.js';

/** What resampling asks of one repetition of a run. */
export type Repetition = Pick<Decomposition, 'columns' | 'influence'>;
