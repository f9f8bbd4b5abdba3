import type { TestedStatistic } from '../../src/estimation/uncertainty/permutation-test.js';
import { atMost, type Requirement } from '../requirement.js';
import { binomialTail, meanOf } from '../statistics.js';

/** Null where a statistic is no number. */
export type PValues = Readonly<Record<TestedStatistic, number | null>>;

export interface NullFigures {
  /** Of shuffled labels. */
  readonly permutations: number;
  /** p-values under shuffled labels, one set a replicate. */
  readonly shuffled: readonly PValues[];
}

export const SIGNIFICANT = 0.05;
export const MOST_FALSE = 0.09;
/** An exact test gives more false positives than chance allows with this probability, at most. */
export const RARE = 0.01;

/** NaN where a p-value is missing: then nothing is known. */
function falseShare(
  { shuffled }: NullFigures,
  name: TestedStatistic,
  isSignificant: (p: number) => boolean,
): number {
  return meanOf(shuffled, ({ [name]: p }) => (p === null ? NaN : Number(isSignificant(p))));
}

export const isBelow = (p: number): boolean => p < SIGNIFICANT;
export const isAtMost = (p: number): boolean => p <= SIGNIFICANT;

/** Share of significant p-values where every rank of the observed value is equally likely, which ties can only lower. */
export function nominalShare(permutations: number, isSignificant: (p: number) => boolean): number {
  const ranks = Array.from({ length: permutations + 1 }, (_, rank) => (rank + 1) / (permutations + 1));
  return ranks.filter(isSignificant).length / ranks.length;
}

/** The largest share at or below .05 that an exact test does not exceed but with probability {@link RARE}. */
function allowedByChance(figures: NullFigures): number {
  const trials = figures.shuffled.length;
  const nominal = nominalShare(figures.permutations, isAtMost);
  let most = 0;
  while (most < trials && binomialTail(trials, nominal, most + 1) > RARE) most += 1;
  return most / trials;
}

/** The level is kept, by the bound that is promised. */
export function falsePositiveRequirement(figures: NullFigures, name: TestedStatistic): Requirement {
  return atMost(
    `share of shuffled datasets with p < ${SIGNIFICANT}, ${name}`,
    falseShare(figures, name, isBelow),
    MOST_FALSE,
    3,
  );
}

/** The level is kept, as far as so many replicates can tell. */
export function chanceRequirement(figures: NullFigures, name: TestedStatistic): Requirement {
  return atMost(
    `share of shuffled datasets with p ≤ ${SIGNIFICANT}, ${name}, against what chance allows`,
    falseShare(figures, name, isAtMost),
    allowedByChance(figures),
    3,
  );
}
