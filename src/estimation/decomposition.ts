/** The four parts of one sample's information about its label, nats. */
export interface Components {
  readonly r: number;
  readonly u1: number;
  readonly u2: number;
  readonly s: number;
}

/** What a decomposition is made from, nats: pointwise mutual information and surprisals of one sample. */
export interface Primitives {
  readonly i1: number;
  readonly i2: number;
  readonly i12: number;
  readonly h1: number;
  readonly h2: number;
}

/** Completes a redundancy to a decomposition: r + u1 = i1, r + u2 = i2, r + u1 + u2 + s = i12. */
function completed(r: number, { i1, i2, i12 }: Primitives): Components {
  const u1 = i1 - r;
  const u2 = i2 - r;
  return { r, u1, u2, s: i12 - r - u1 - u2 };
}

/**
 * The LSMI rule (Yang, Wang & Hu 2025, after Finn & Lizier 2018): redundancy is the least surprisal minus
 * the least surprisal given the label, `min(h1, h2) − min(h1 − i1, h2 − i2)`.
 *
 * Written in δ = h1−h2, which is what the rule depends on: r is i1 for small δ, i2 for large, linear between.
 * Surprisals of far outliers, however large, then cost the information no digits.
 */
export function lsmi(primitives: Primitives): Components {
  const { i1, i2, h1, h2 } = primitives;
  const delta = h1 - h2;
  const difference = i1 - i2;
  if (delta <= Math.min(0, difference)) return completed(i1, primitives);
  if (delta >= Math.max(0, difference)) return completed(i2, primitives);
  if (difference > 0) return completed(i1 - delta, primitives);
  return completed(difference < 0 ? i2 + delta : NaN, primitives); // neither below, above nor equal: a NaN came in
}

/**
 * The evidence rule: the smaller of i1 and i2 where both speak for the label, the larger where both speak
 * against it, else nothing is redundant. Needs no densities, so units and dimensions do not matter.
 */
export function evidence(primitives: Primitives): Components {
  const { i1, i2 } = primitives;
  const r = i1 > 0 && i2 > 0 ? Math.min(i1, i2) : i1 < 0 && i2 < 0 ? Math.max(i1, i2) : 0;
  return completed(r, primitives);
}

/**
 * The one of i1 and i2 that a sample's redundancy moves with, by either rule, nat for nat; null where it moves
 * with neither. By LSMI it is the one of the smaller surprisal given the label, which h − i is.
 */
export function followed({ i1, i2, h1, h2 }: Primitives): {
  readonly lsmi: 'i1' | 'i2';
  readonly evidence: 'i1' | 'i2' | null;
} {
  return {
    lsmi: h1 - h2 <= i1 - i2 ? 'i1' : 'i2',
    evidence: Math.sign(i1) * Math.sign(i2) > 0 ? (Math.abs(i1) <= Math.abs(i2) ? 'i1' : 'i2') : null,
  };
}

/**
 * Whether the densities alone decided: r is exactly i1 or i2 because δ = h1−h2 lies outside the interval
 * between 0 and Δ = i1−i2. Where Δ = 0 every rule agrees and the sample does not count.
 */
export function isSaturated({ i1, i2, h1, h2 }: Primitives): boolean {
  const delta = h1 - h2;
  const difference = i1 - i2;
  return difference !== 0 && (delta <= Math.min(0, difference) || delta >= Math.max(0, difference));
}
