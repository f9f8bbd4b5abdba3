import type { EpochLoss } from '../src/estimation/step-observer.js';
import type { Store } from '../src/store/open-store.js';
import { ClaimLost, reportStep, type StepClaim } from '../src/store/run-steps.js';
import type { StepProgress } from './step-progress.js';

/** Passes a step's progress on to its run's events. */
export interface StepReporter {
  readonly onProgress: (progress: StepProgress) => void;
  /** @returns the epochs that no event has told; nothing is written any more */
  end(): Promise<readonly EpochLoss[]>;
}

/** Between two events of a step, milliseconds. */
const PAUSE_MS = 1_000;

/**
 * Writes an event a second at most, and none of a step that takes less.
 *
 * @param onLost called when the step turns out to be another's
 */
export function stepReporter(
  store: Store,
  claim: StepClaim,
  onLost: (loss: ClaimLost) => void,
): StepReporter {
  let untold: EpochLoss[] = [];
  let last = performance.now();
  let writing: Promise<void> = Promise.resolve();
  let isWriting = false;
  let ended = false;

  const write = async (fraction: number): Promise<void> => {
    const told = untold;
    untold = [];
    try {
      await reportStep(store, claim, fraction, told);
    } catch (error) {
      if (error instanceof ClaimLost) onLost(error);
      // Otherwise the database is away: the next event tells it, or the step's end.
      untold = [...told, ...untold];
    }
    last = performance.now();
    isWriting = false;
  };

  return {
    onProgress({ fraction, epochs }) {
      untold.push(...epochs);
      if (ended || isWriting || performance.now() - last < PAUSE_MS) return;
      isWriting = true;
      writing = write(fraction);
    },
    async end() {
      ended = true;
      await writing;
      return untold;
    },
  };
}
