/** What a step takes of a worker's memory, bytes. */
export interface MemoryNeed {
  readonly runId: string;
  /** Of the run's features, which its steps at work share. */
  readonly features: number;
  readonly step: number;
}

/** Lets steps begin, first come first served, when what they need fits beside the ones at work. */
export interface MemoryGuard {
  /** Bytes the worker may use. */
  readonly budget: number;
  /** Bytes the steps at work have declared. */
  readonly taken: number;
  /**
   * Resolves when the step may begin, with what gives its memory back. One that alone would not fit may begin when
   * nothing else is at work: the queue does not give out such steps.
   */
  take(need: MemoryNeed, signal: AbortSignal): Promise<() => void>;
}

export function memoryGuard(budget: number): MemoryGuard {
  let steps = 0;
  let atWork = 0;
  const runs = new Map<string, { features: number; steps: number }>();
  const waiting: { readonly need: MemoryNeed; readonly begin: () => void }[] = [];

  const taken = (): number => [...runs.values()].reduce((sum, { features }) => sum + features, steps);

  const fits = ({ runId, features, step }: MemoryNeed): boolean =>
    atWork === 0 || taken() + step + (runs.has(runId) ? 0 : features) <= budget;

  const beginWaiting = (): void => {
    while (waiting[0] && fits(waiting[0].need)) waiting.shift()!.begin();
  };

  const giveBack = ({ runId, step }: MemoryNeed): void => {
    atWork -= 1;
    steps -= step;
    const run = runs.get(runId)!;
    run.steps -= 1;
    if (run.steps === 0) runs.delete(runId);
    beginWaiting();
  };

  const begin = (need: MemoryNeed): (() => void) => {
    atWork += 1;
    steps += need.step;
    const run = runs.get(need.runId) ?? { features: need.features, steps: 0 };
    run.steps += 1;
    runs.set(need.runId, run);
    let isGivenBack = false;
    return () => {
      if (!isGivenBack) giveBack(need);
      isGivenBack = true;
    };
  };

  return {
    budget,
    get taken() {
      return taken();
    },
    async take(need, signal) {
      signal.throwIfAborted();
      if (waiting.length === 0 && fits(need)) return begin(need);
      return new Promise((resolve, reject) => {
        const onAbort = (): void => {
          waiting.splice(waiting.indexOf(entry), 1);
          reject(signal.reason as Error);
          beginWaiting(); // the one behind may be smaller
        };
        const entry = {
          need,
          begin: () => {
            signal.removeEventListener('abort', onAbort);
            resolve(begin(need));
          },
        };
        waiting.push(entry);
        signal.addEventListener('abort', onAbort, { once: true });
      });
    },
  };
}
