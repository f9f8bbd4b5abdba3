import {
  permutationPValues,
  TESTED_STATISTICS,
  type TestedStatistics,
} from '../src/estimation/uncertainty/permutation-test.js';
import type { RunStepRecord } from '../src/store/run-steps.js';
import type { RunSummary } from '../src/store/run-summary.js';

/** A statistic as a step's diagnostics keep it: JSON has no NaN, and says null. */
type StoredStatistics = Readonly<Record<keyof TestedStatistics, number | null>>;

/** The label-permutation test of a run from its permutation steps; null where the run has none. */
export function summarizePermutations(
  steps: readonly RunStepRecord[],
  permutations: number,
): RunSummary['permutationTest'] {
  if (permutations === 0) return null;
  const found = steps
    .filter(({ kind }) => kind === 'PERMUTATION')
    .map(({ permutation, diagnostics }) => ({
      permutation,
      statistics: mapped(
        (diagnostics as unknown as { statistics: StoredStatistics }).statistics,
        (value) => value ?? NaN,
      ),
    }));
  const observed = found.find(({ permutation }) => permutation === 0)!.statistics;
  const nulls = found.filter(({ permutation }) => permutation !== 0).map(({ statistics }) => statistics);
  const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return {
    permutations,
    observed: mapped(observed, orNull),
    pValues: mapped(permutationPValues(observed, nulls), orNull),
  };
}

function mapped<From, To>(
  statistics: Readonly<Record<keyof TestedStatistics, From>>,
  change: (value: From) => To,
): Record<keyof TestedStatistics, To> {
  return Object.fromEntries(TESTED_STATISTICS.map((name) => [name, change(statistics[name])])) as Record<
    keyof TestedStatistics,
    To
  >;
}
