import type { PermutationStep } from '../src/estimation/steps.js';
import type { RunStepRecord, StepOutcome } from '../src/store/run-steps.js';
import type { StepAttempt } from './step-attempt.type.js';

/** Estimates on permuted labels. */
export async function executePermutationStep({
  context,
  inputs,
  step,
  signal,
  onProgress,
}: StepAttempt): Promise<StepOutcome> {
  const { config, seed, features } = inputs;
  const { h1, h2 } = await inputs.decomposed();
  const surprisal = { h1, h2 };
  const task = { kind: 'permutation', config, seed, features, surprisal, step: permutationStep(step) } as const; // prettier-ignore
  const { result, seconds } = await context.threads.run(task, signal, onProgress);
  return { resultSha256: null, diagnostics: { statistics: result }, seconds };
}

export function permutationStep({ kind, name, permutation }: RunStepRecord): PermutationStep {
  if (kind === 'PERMUTATION' && permutation !== null) return { kind, name, permutation };
  throw new Error(`the step ${name} is not a permutation`);
}
