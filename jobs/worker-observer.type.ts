import type { RunStepRecord } from '../src/store/run-steps.js';

/** How an attempt at a step ended. `lost`: given to another worker, or its run ended. */
export type StepEnding = 'completed' | 'failed' | 'returned' | 'lost';

/** Told what a worker does. */
export interface WorkerObserver {
  /** @param seconds the attempt took, its inputs and its recording included */
  stepEnded(kind: RunStepRecord['kind'], ending: StepEnding, seconds: number): void;
}
