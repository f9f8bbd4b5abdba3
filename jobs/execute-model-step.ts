import type { ModelStep } from '../src/estimation/steps.js';
import type { RunStepRecord, StepOutcome } from '../src/store/run-steps.js';
import type { StepAttempt } from './step-attempt.type.js';
import { encodeScores } from './result-blobs.js';

/** Fits and scores a model. */
export async function executeModelStep({
  context: { blobs, threads },
  inputs,
  step,
  signal,
  onProgress,
}: StepAttempt): Promise<StepOutcome> {
  const features = step.kind === 'DENSITY' ? await inputs.screened() : inputs.features;
  const { config, seed } = inputs;
  const task = { kind: 'model', config, seed, features, step: modelStep(step) } as const;
  const { result, seconds } = await threads.run(task, signal, onProgress);
  return { resultSha256: await blobs.put(...encodeScores(result)), diagnostics: result.diagnostics, seconds };
}

/** A stored step as the estimation knows it. */
export function modelStep({ kind, name, subject, fold, repetition }: RunStepRecord): ModelStep {
  if ((kind === 'CLASSIFIER' || kind === 'DENSITY') && fold !== null && repetition !== null) {
    if (subject === 'first' || subject === 'second' || subject === 'both') {
      return { kind, name, subject, fold, repetition };
    }
  }
  throw new Error(`the step ${name} is not a model's`);
}
