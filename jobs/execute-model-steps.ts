import { allAtOnce } from './all-at-once.js';
import type { ModelStep } from '../src/estimation/steps.js';
import { completeStep, type RunStepRecord } from '../src/store/run-steps.js';
import type { JobContext } from './job-context.js';
import { encodeScores } from './result-blobs.js';
import type { RunInputs } from './run-inputs.js';
import { screenFeatures } from './screen-features.js';

/** Fits and scores the models of these steps, as many at once as there are threads. */
export async function executeModelSteps(
  context: JobContext,
  inputs: RunInputs,
  steps: readonly RunStepRecord[],
  signal: AbortSignal,
): Promise<void> {
  const features = steps.some(({ kind }) => kind === 'DENSITY')
    ? await screenFeatures(context.threads, inputs.config, inputs.features, signal)
    : inputs.features;
  await allAtOnce(longestFirst(steps), signal, (step, either) =>
    executeModelStep(context, { ...inputs, features }, step, either),
  );
}

/** So that no thread is left with a long step when the others have nothing more to do. */
export function longestFirst<Step extends { readonly weight: number }>(steps: readonly Step[]): Step[] {
  return [...steps].sort((a, b) => b.weight - a.weight);
}

async function executeModelStep(
  { store, blobs, threads }: JobContext,
  { config, seed, features }: RunInputs,
  step: RunStepRecord,
  signal: AbortSignal,
): Promise<void> {
  const task = { kind: 'model', config, seed, features, step: modelStep(step) } as const;
  const { result, seconds } = await threads.run(task, signal);
  await completeStep(store, step, {
    resultSha256: await blobs.put(...encodeScores(result)),
    diagnostics: result.diagnostics,
    seconds,
  });
}

/** A stored step as the estimation knows it. */
export function modelStep({ kind, name, subject, fold, repetition, weight }: RunStepRecord): ModelStep {
  if ((kind === 'CLASSIFIER' || kind === 'DENSITY') && fold !== null && repetition !== null) {
    if (subject === 'first' || subject === 'second' || subject === 'both') {
      return { kind, name, subject, fold, repetition, weight };
    }
  }
  throw new Error(`the step ${name} is not a model's`);
}
