import type { Decomposition, ScoredStep } from '../src/estimation/decompose.js';
import { runSteps } from '../src/store/run-steps.js';
import { modelStep } from './execute-model-steps.js';
import type { JobContext } from './job-context.js';
import { decodeScores } from './result-blobs.js';
import type { RunInputs } from './run-inputs.js';
import type { Timed } from './step-task.js';

/** Decomposes a repetition of a run from the scores that its finished models left; the same ones every time. */
export async function decomposeRepetition(
  { store, blobs, threads }: Pick<JobContext, 'store' | 'blobs' | 'threads'>,
  { runId, config, seed, features }: RunInputs,
  repetition: number,
  signal: AbortSignal,
): Promise<Timed<Decomposition>> {
  const { classIndex, classes } = features;
  const scored: ScoredStep[] = [];
  for (const model of await runSteps(store, runId)) {
    if (model.kind !== 'CLASSIFIER' && model.kind !== 'DENSITY') continue;
    if (model.repetition !== repetition) continue;
    if (model.resultSha256 === null) throw new Error(`the step ${model.name} left no scores`);
    const scores = decodeScores(await blobs.get(model.resultSha256));
    const diagnostics = model.diagnostics as Record<string, unknown>;
    scored.push({ step: modelStep(model), result: { ...scores, diagnostics } });
  }
  const task = { kind: 'decompose', config, seed, labels: { classIndex, classes }, scored } as const;
  return threads.run(task, signal);
}
