/** Steps of a run that are alike, so that what some of them took says what the others will take. */
export interface StepGroup {
  /** Estimated multiply-adds and measured seconds of those that are done. */
  readonly done: { readonly cost: number; readonly seconds: number };
  /** Estimated multiply-adds of those at work, and how much of them is done. */
  readonly running: { readonly cost: number; readonly costDone: number };
  /** Estimated multiply-adds of those to come. */
  readonly waiting: { readonly cost: number };
}

export interface RunProgress {
  /** Share of the work done, 0 to 1, in seconds of a thread: measured ones, and expected ones of what is to come. */
  readonly share: number;
  /** Expected seconds until all is done, on the threads at work now; null before any step has been measured. */
  readonly remainingSeconds: number | null;
}

/**
 * How far a run is. A step to come is expected to take as long for its cost as finished ones of its group did, or,
 * where none is, as all finished ones did; before any is finished, estimated costs stand for seconds.
 *
 * @param atWork steps running at once
 */
export function runProgress(groups: readonly StepGroup[], atWork: number): RunProgress {
  const sum = (of: (group: StepGroup) => number): number =>
    groups.reduce((total, group) => total + of(group), 0);
  const measured = rate(
    sum(({ done }) => done.seconds),
    sum(({ done }) => done.cost),
  );
  let spent = 0;
  let expected = 0;
  for (const { done, running, waiting } of groups) {
    const secondsOf = rate(done.seconds, done.cost) ?? measured ?? 1;
    spent += (measured === null ? done.cost : done.seconds) + running.costDone * secondsOf;
    expected += (running.cost - running.costDone + waiting.cost) * secondsOf;
  }
  return {
    share: spent + expected > 0 ? spent / (spent + expected) : 0,
    remainingSeconds: measured === null ? null : expected / Math.max(1, atWork),
  };
}

/** Seconds a multiply-add; null where nothing was measured. */
function rate(seconds: number, cost: number): number | null {
  return seconds > 0 && cost > 0 ? seconds / cost : null;
}
