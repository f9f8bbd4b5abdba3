import type { TestedStatistic } from '../estimation/uncertainty/permutation-test.js';
import type { RunSummary } from '../store/run-summary.js';

type Tested = Readonly<Record<TestedStatistic, number | null>>;

/** A run's label-permutation test; a statistic that is not finite is null, and so is its p-value. */
export interface PermutationDocument {
  readonly permutations: number;
  /** What was tested: found like the permutations' own, and so not quite the run's means. */
  readonly observed: Tested;
  /** One-sided. */
  readonly pValues: Tested;
}

/** @param scale 1 for nats, 1/log 2 for bits */
export function permutationDocument(
  { permutations, observed, pValues }: NonNullable<RunSummary['permutationTest']>,
  scale: number,
): PermutationDocument {
  const shown = (value: number | null): number | null => value && value * scale;
  const { I1, I2, I12, R, S } = observed;
  return {
    permutations,
    observed: { I1: shown(I1), I2: shown(I2), I12: shown(I12), R: shown(R), S: shown(S) },
    pValues,
  };
}
