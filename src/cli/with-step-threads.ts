import { availableParallelism } from 'node:os';
import { BACKEND_VARIABLE, engineChoice, type EngineName } from '../../jobs/engines/engine-choice.js';
import { openStepThreads, type StepThreads } from '../../jobs/step-threads.js';

/** Of the commands that compute. */
export interface EngineOptions {
  readonly engine: EngineName;
}

/**
 * Opens threads for a command and closes them however it ends. First of all: an engine that cannot be used is better
 * known before anything is stored or queued.
 */
export async function withStepThreads(
  { engine }: EngineOptions,
  work: (threads: StepThreads) => Promise<void>,
): Promise<void> {
  const choice = engineChoice(engine, process.env[BACKEND_VARIABLE]);
  const threads = await openStepThreads(availableParallelism(), choice);
  try {
    await work(threads);
  } finally {
    await threads.close();
  }
}
