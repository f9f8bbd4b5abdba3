/** Mean; NaN of nothing. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at += 1) sum += values[at]!;
  return sum / values.length;
}

/** Root-mean-square difference. */
export function rmse(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let square = 0;
  for (let at = 0; at < actual.length; at += 1) square += (actual[at]! - expected[at]!) ** 2;
  return Math.sqrt(square / actual.length);
}

/** Pearson's correlation; NaN where one side does not vary. */
export function correlation(left: ArrayLike<number>, right: ArrayLike<number>): number {
  const [a, b] = [mean(left), mean(right)];
  let [product, squareLeft, squareRight] = [0, 0, 0];
  for (let at = 0; at < left.length; at += 1) {
    product += (left[at]! - a) * (right[at]! - b);
    squareLeft += (left[at]! - a) ** 2;
    squareRight += (right[at]! - b) ** 2;
  }
  return product / Math.sqrt(squareLeft * squareRight);
}

/** Largest absolute difference; NaN where a value is. */
export function largestDifference(left: ArrayLike<number>, right: ArrayLike<number>): number {
  let largest = 0;
  for (let at = 0; at < left.length; at += 1) largest = Math.max(largest, Math.abs(left[at]! - right[at]!));
  return largest;
}

export function range(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values);
}

/** Mean of one figure over seeds. */
export function meanOf<Item>(items: readonly Item[], value: (item: Item) => number): number {
  return mean(items.map(value));
}

/** Probability of `least` or more successes in so many trials of this chance. */
export function binomialTail(trials: number, chance: number, least: number): number {
  let below = 0;
  let term = (1 - chance) ** trials; // of no success
  for (let successes = 0; successes < least; successes += 1) {
    below += term;
    term *= ((trials - successes) / (successes + 1)) * (chance / (1 - chance));
  }
  return 1 - below;
}
