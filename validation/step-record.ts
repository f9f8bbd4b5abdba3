import type { PlannedStep } from '../src/estimation/steps.js';
import type { RunStepRecord } from '../src/store/run-steps.js';

/** A planned step as the store would record it, before it is taken. */
export function stepRecord(step: PlannedStep, position: number): RunStepRecord {
  return {
    subject: null,
    fold: null,
    repetition: null,
    permutation: null,
    ...step,
    needs: [...step.needs],
    memory: 0n,
    turn: null,
    attempt: 0,
    failures: 0,
    losses: 0,
    slot: null,
    progress: 0,
    startedAt: null,
    runId: 'validation',
    position,
    status: 'PENDING',
    finishedAt: null,
    seconds: null,
    resultSha256: null,
    diagnostics: null,
  };
}
