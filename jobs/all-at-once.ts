import { setMaxListeners } from 'node:events';

/**
 * Runs the steps' work together. The first failure ends the others; none is still running when the promise
 * settles.
 */
export async function allAtOnce<Step>(
  steps: readonly Step[],
  signal: AbortSignal,
  work: (step: Step, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const failure = new AbortController();
  const either = AbortSignal.any([signal, failure.signal]);
  setMaxListeners(0, either); // every step listens, and Node takes more than ten for a leak
  const outcomes = await Promise.allSettled(
    steps.map(async (step) => {
      try {
        await work(step, either);
      } catch (error) {
        if (!either.aborted) failure.abort(error);
        throw error;
      }
    }),
  );
  either.throwIfAborted();
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}
