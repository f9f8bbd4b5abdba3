import type { Step } from '../src/estimation/steps.js';
import type { RunStepRecord } from '../src/store/run-steps.js';

/** A planned step as the store would record it, before it is taken. */
export function stepRecord(step: Step, position: number): RunStepRecord {
  return {
    subject: null,
    fold: null,
    repetition: null,
    permutation: null,
    ...step,
    runId: 'validation',
    position,
    status: 'PENDING',
    finishedAt: null,
    seconds: null,
    resultSha256: null,
    diagnostics: null,
  };
}
