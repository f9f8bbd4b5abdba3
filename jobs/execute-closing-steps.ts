import type { ScoredStep } from '../src/estimation/decompose.js';
import { completeRun } from '../src/store/complete-run.js';
import { writeInteractions } from '../src/store/interactions.js';
import { completeStep, runSteps, type RunStepRecord } from '../src/store/run-steps.js';
import { runSummarySchema } from '../src/store/run-summary.js';
import { modelStep } from './execute-model-steps.js';
import type { JobContext } from './job-context.js';
import { decodeColumns, decodeScores, encodeColumns } from './result-blobs.js';
import type { RunInputs } from './run-inputs.js';

/** Puts the models' scores together into the run's records and writes them. */
export async function executeDecompose(
  { store, blobs, threads }: JobContext,
  { runId, config, seed, features }: RunInputs,
  step: RunStepRecord,
  signal: AbortSignal,
): Promise<void> {
  const { classIndex, classes } = features;
  const scored: ScoredStep[] = [];
  for (const done of await runSteps(store, runId)) {
    if (done.resultSha256 === null || done.kind === 'DECOMPOSE') continue;
    const scores = decodeScores(await blobs.get(done.resultSha256));
    const diagnostics = done.diagnostics as Record<string, unknown>;
    scored.push({ step: modelStep(done), result: { ...scores, diagnostics } });
  }
  const task = { kind: 'decompose', config, seed, labels: { classIndex, classes }, scored } as const;
  const { result, seconds } = await threads.run(task, signal);
  await writeInteractions(store, runId, { columns: result.columns, classIndex, foldOf: result.foldOf });
  await completeStep(store, step, {
    resultSha256: await blobs.put(encodeColumns(result.columns)),
    diagnostics: { classifiers: result.quality, meanSurprisal: result.meanSurprisal },
    seconds,
  });
}

/** Aggregates the run's records and completes the run. */
export async function executeAggregate(
  { store, blobs, threads }: JobContext,
  { runId, features }: RunInputs,
  step: RunStepRecord,
  signal: AbortSignal,
): Promise<void> {
  const { classIndex, classes } = features;
  const decomposed = (await runSteps(store, runId)).find(({ kind }) => kind === 'DECOMPOSE');
  if (!decomposed?.resultSha256) throw new Error(`the run ${runId} has not been decomposed`);
  const columns = decodeColumns(await blobs.get(decomposed.resultSha256));
  const task = { kind: 'aggregate', columns, labels: { classIndex, classes } } as const;
  const { result, seconds } = await threads.run(task, signal);
  const { overall } = result;
  const { classifiers } = decomposed.diagnostics as Record<string, unknown>;
  const summary = runSummarySchema.parse({ samples: overall.count, ...overall, classifiers });
  await completeRun(store, step, { resultSha256: null, diagnostics: {}, seconds }, result, summary);
}
