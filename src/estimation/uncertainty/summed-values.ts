/**
 * What is summed over samples: their number, and the five values from which every mean of a run follows
 * (u1 = i1 − r, u2 = i2 − r, s = i12 − i1 − i2 + r, for both decompositions).
 */
export const SUMMED = { count: 0, r: 1, evidenceR: 2, i1: 3, i2: 4, i12: 5 } as const;
/** Number of values in {@link SUMMED}. */
export const SUMMED_LENGTH = 6;
