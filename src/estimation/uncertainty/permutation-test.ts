import type { Random } from '../random.js';

/** The dataset means that are tested against shuffled labels. */
export const TESTED_STATISTICS = ['I1', 'I2', 'I12', 'R', 'S'] as const;
export type TestedStatistic = (typeof TESTED_STATISTICS)[number];

/** One number for each statistic: its value (nats) or its p-value. */
export type TestedStatistics = Readonly<Record<TestedStatistic, number>>;

/** Numbers whose sums were taken in another order may differ by this much, relative to 1 + |value|. */
const ROUNDING = 1e-12;

/**
 * One-sided p-values of a label-permutation test: (1 + number of permutations that reach the observed value) /
 * (1 + permutations), never 0 (Phipson & Smyth 2010). Ties, and permutations whose value is NaN, count against
 * the observed value; the p-value of an observed NaN is NaN.
 *
 * @param nulls the statistics under each permutation of the labels
 */
export function permutationPValues(
  observed: TestedStatistics,
  nulls: readonly TestedStatistics[],
): TestedStatistics {
  const pValue = (name: TestedStatistic): number => {
    const value = observed[name];
    if (Number.isNaN(value)) return NaN;
    const bound = Number.isFinite(value) ? value - ROUNDING * (1 + Math.abs(value)) : value;
    const reached = nulls.filter((statistics) => !(statistics[name] < bound)).length;
    return (1 + reached) / (1 + nulls.length);
  };
  return { I1: pValue('I1'), I2: pValue('I2'), I12: pValue('I12'), R: pValue('R'), S: pValue('S') };
}

/** The labels in random order, as a new array: class sizes stay, every relation to the features is lost. */
export function permuteLabels(classIndex: Int32Array, random: Random): Int32Array {
  return random.shuffle(classIndex.slice());
}
