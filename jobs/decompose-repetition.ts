import type { Decomposition, ScoredStep } from '../src/estimation/decompose.js';
import type { Subject } from '../src/estimation/steps.js';
import { runSteps, type RunStepRecord } from '../src/store/run-steps.js';
import { modelStep } from './execute-model-step.js';
import { findInformation } from './find-information.js';
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
  const shared = { config, seed, labels: { classIndex, classes } };
  const models = (await runSteps(store, runId)).filter((model) => model.repetition === repetition);
  const scoresOf = (kind: RunStepRecord['kind'], of?: Subject): Promise<readonly ScoredStep[]> =>
    readScores(
      blobs,
      models.filter((model) => model.kind === kind && (of === undefined || model.subject === of)),
    );
  const information = await findInformation(
    threads,
    shared,
    (subject) => scoresOf('CLASSIFIER', subject),
    signal,
  );
  const task = {
    kind: 'decompose',
    ...shared,
    scored: await scoresOf('DENSITY'),
    information: information.result,
  } as const;
  const { result, seconds: last } = await threads.run(task, signal);
  return { result, seconds: information.seconds + last };
}

async function readScores(
  blobs: JobContext['blobs'],
  models: readonly RunStepRecord[],
): Promise<readonly ScoredStep[]> {
  const scored: ScoredStep[] = [];
  for (const model of models) {
    if (model.resultSha256 === null) throw new Error(`the step ${model.name} left no scores`);
    const scores = decodeScores(await blobs.get(model.resultSha256));
    const diagnostics = model.diagnostics as Record<string, unknown>;
    scored.push({ step: modelStep(model), result: { ...scores, diagnostics } });
  }
  return scored;
}
