import type { EpochLoss } from '../src/estimation/step-observer.js';
import type { RunStepRecord } from '../src/store/run-steps.js';
import type { JobContext } from './job-context.js';
import type { CachedInputs } from './run-inputs-cache.js';
import type { StepProgress } from './step-progress.js';

/** One attempt at a step. */
export interface StepAttempt {
  readonly context: JobContext;
  readonly inputs: CachedInputs;
  readonly step: RunStepRecord;
  /** Fires when the step is lost or to be handed back. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: StepProgress) => void;
}

/**
 * Records what a step has found; may be called again where it is not known whether the database heard it.
 *
 * @param epochs whose losses no event told yet
 * @throws ClaimLost
 */
export type RecordStep = (epochs: readonly EpochLoss[]) => Promise<void>;
