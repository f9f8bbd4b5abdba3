/** Of one value over a group of records, raw nats; all null for no record with the value. */
export interface Moments {
  /** Records that have the value. */
  readonly n: number;
  readonly mean: number | null;
  /** Of the sample (n − 1); null for fewer than two. */
  readonly variance: number | null;
  readonly minimum: number | null;
  readonly maximum: number | null;
}

/** Of two groups together (Chan, Golub & LeVeque 1983). */
export function mergeMoments(a: Moments, b: Moments): Moments {
  if (a.n === 0) return b;
  if (b.n === 0) return a;
  const n = a.n + b.n;
  const distance = b.mean! - a.mean!;
  const squares = squaresOf(a) + squaresOf(b) + distance ** 2 * ((a.n * b.n) / n);
  return {
    n,
    mean: a.mean! + distance * (b.n / n),
    variance: squares / (n - 1),
    minimum: Math.min(a.minimum!, b.minimum!),
    maximum: Math.max(a.maximum!, b.maximum!),
  };
}

/** Sum of squared deviations from the mean. */
function squaresOf({ n, variance }: Moments): number {
  return variance === null ? 0 : variance * (n - 1);
}
