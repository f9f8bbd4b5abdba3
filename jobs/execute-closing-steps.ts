import type { RunAggregates } from '../src/estimation/aggregate.js';
import type { RunIntervals } from '../src/estimation/uncertainty/bootstrap.js';
import type { Repetition } from '../src/estimation/uncertainty/repetition.type.js';
import type { Decomposition } from '../src/estimation/decompose.js';
import type { InteractionColumns } from '../src/estimation/interaction-columns.js';
import { completeRun } from '../src/store/complete-run.js';
import { summarizeInteractions } from '../src/store/interactions/run-summaries.js';
import { writeInteractions } from '../src/store/interactions/write-interactions.js';
import { retryConnection } from '../src/store/retry-connection.js';
import { runSteps, type StepOutcome } from '../src/store/run-steps.js';
import { decomposeRepetition } from './decompose-repetition.js';
import type { RecordStep, StepAttempt } from './step-attempt.type.js';
import { encodeColumns } from './result-blobs.js';
import { summarizeRun } from './summarize-run.js';

/** Puts the models' scores together into the run's records, one repetition after the other, and writes them. */
export async function executeDecompose({ context, inputs, step, signal }: StepAttempt): Promise<StepOutcome> {
  const { store, blobs, threads } = context;
  const { runId, features } = inputs;
  const repetitions: InteractionColumns[] = [];
  let first: Decomposition | undefined;
  let seconds = 0;
  for (let repetition = 0; repetition < inputs.config.uncertainty.repetitions; repetition += 1) {
    const answer = await decomposeRepetition(context, inputs, repetition, signal);
    repetitions.push(answer.result.columns);
    first ??= answer.result;
    seconds += answer.seconds;
  }
  const combined = await threads.run({ kind: 'combine', repetitions }, signal);
  const { columns, spread } = combined.result;
  const { foldOf, quality, surprisal } = first!;
  const records = { columns, classIndex: features.classIndex, foldOf, spread };
  await retryConnection(() => writeInteractions(store, runId, records, step), signal);
  return {
    resultSha256: await blobs.put(encodeColumns(columns)),
    diagnostics: { classifiers: quality, surprisal },
    seconds: seconds + combined.seconds,
  };
}

/**
 * Finds intervals of the run's means. Repetitions are decomposed once more, which takes seconds: the influence of
 * every sample on every weight is too much to store for a run that may never need it.
 */
export async function executeBootstrap({ context, inputs, signal }: StepAttempt): Promise<StepOutcome> {
  const { config, seed, features } = inputs;
  const { classIndex, classes } = features;
  const repetitions: Repetition[] = [];
  let seconds = 0;
  for (let repetition = 0; repetition < config.uncertainty.repetitions; repetition += 1) {
    const answer = await decomposeRepetition(context, inputs, repetition, signal);
    const { columns, influence } = answer.result;
    repetitions.push({ columns, influence });
    seconds += answer.seconds;
  }
  const { bootstrap, confidence } = config.uncertainty;
  const options = { draws: bootstrap, confidence };
  const task = { kind: 'bootstrap', repetitions, labels: { classIndex, classes }, options, seed } as const;
  const { result, seconds: drawing } = await context.threads.run(task, signal);
  return { resultSha256: null, diagnostics: { intervals: result }, seconds: seconds + drawing };
}

/** Aggregates the run's records; recording the step completes the run. */
export async function executeAggregate({ context, inputs, step, signal }: StepAttempt): Promise<RecordStep> {
  const { store, threads } = context;
  const { runId, features } = inputs;
  const { classIndex, classes } = features;
  const columns = await inputs.decomposed();
  const task = { kind: 'aggregate', columns, labels: { classIndex, classes } } as const;
  const { result, seconds } = await threads.run(task, signal);
  const steps = await runSteps(store, runId);
  const intervals = steps.find(({ kind }) => kind === 'BOOTSTRAP')?.diagnostics as {
    readonly intervals: RunIntervals;
  } | null;
  const aggregates: RunAggregates = result.aggregates;
  const summary = summarizeRun(inputs, steps, { ...result, intervals: intervals?.intervals ?? null });
  const outcome = { resultSha256: null, diagnostics: {}, seconds };
  const classIntervals = intervals?.intervals.classes ?? null;
  const run = { id: runId, datasetId: inputs.datasetId };
  const summaries = await retryConnection(
    () => summarizeInteractions(store, run, aggregates.adjustment.offset),
    signal,
  );
  return () => completeRun(store, step, outcome, aggregates, classIntervals, summary, summaries);
}
