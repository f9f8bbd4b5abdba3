/** Dataset means of the four components, nats. */
export interface MeanComponents {
  readonly R: number;
  readonly U1: number;
  readonly U2: number;
  readonly S: number;
}

/** Which of the paper's conditions fired. */
export type AdjustmentRule = 'none' | 'negative-redundancy-or-synergy' | 'negative-uniqueness';

/**
 * The paper's adjustment: one constant for the whole run, added to r and s and taken from u1 and u2, in
 * nats. Kept beside the raw values, never in their place.
 */
export interface Adjustment {
  readonly offset: number;
  readonly rule: AdjustmentRule;
}

/**
 * If R or S is negative the offset lifts the lower of them to zero; else if U1 or U2 is negative it lifts
 * the lower of those to zero, and R becomes min(I1, I2): the densities then cancel at dataset level.
 */
export function findAdjustment({ R, U1, U2, S }: MeanComponents): Adjustment {
  if (R < 0 || S < 0) return { offset: -Math.min(R, S), rule: 'negative-redundancy-or-synergy' };
  if (U1 < 0 || U2 < 0) return { offset: Math.min(U1, U2), rule: 'negative-uniqueness' };
  return { offset: 0, rule: 'none' };
}

export function applyAdjustment({ R, U1, U2, S }: MeanComponents, offset: number): MeanComponents {
  return { R: R + offset, U1: U1 - offset, U2: U2 - offset, S: S + offset };
}
