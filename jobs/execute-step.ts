import type { EpochLoss } from '../src/estimation/step-observer.js';
import { completeStep, type RunStepRecord, type StepOutcome } from '../src/store/run-steps.js';
import { executeAggregate, executeBootstrap, executeDecompose } from './execute-closing-steps.js';
import { executeModelStep } from './execute-model-step.js';
import { executePermutationStep } from './execute-permutation-step.js';
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

/** Does a step's work, all but recording its end. */
export async function executeStep(attempt: StepAttempt): Promise<RecordStep> {
  switch (attempt.step.kind) {
    case 'CLASSIFIER':
    case 'DENSITY':
      return recordOutcome(attempt, await executeModelStep(attempt));
    case 'DECOMPOSE':
      return recordOutcome(attempt, await executeDecompose(attempt));
    case 'PERMUTATION':
      return recordOutcome(attempt, await executePermutationStep(attempt));
    case 'BOOTSTRAP':
      return recordOutcome(attempt, await executeBootstrap(attempt));
    case 'AGGREGATE':
      return executeAggregate(attempt);
  }
}

function recordOutcome({ context, step }: StepAttempt, outcome: StepOutcome): RecordStep {
  return (epochs) => completeStep(context.store, step, outcome, epochs);
}
