import { completeStep, type StepOutcome } from '../src/store/run-steps.js';
import { executeAggregate, executeBootstrap, executeDecompose } from './execute-closing-steps.js';
import { executeModelStep } from './execute-model-step.js';
import { executePermutationStep } from './execute-permutation-step.js';
import type { RecordStep, StepAttempt } from './step-attempt.type.js';

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
