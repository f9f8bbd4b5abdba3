import type { RunAggregates } from '../src/estimation/aggregate.js';
import type { RunIntervals } from '../src/estimation/uncertainty/bootstrap.js';
import type { PointwiseInformation } from '../src/estimation/classifiers/pointwise-information.js';
import type { Decomposition, ScoredStep } from '../src/estimation/decompose.js';
import type { InteractionColumns } from '../src/estimation/interaction-columns.js';
import { SUBJECTS, type Subject } from '../src/estimation/steps.js';
import { completeRun } from '../src/store/complete-run.js';
import { writeInteractions } from '../src/store/interactions.js';
import { completeStep, runSteps, type RunStepRecord } from '../src/store/run-steps.js';
import { modelStep } from './execute-model-steps.js';
import type { JobContext } from './job-context.js';
import { decodeColumns, decodeScores, encodeColumns } from './result-blobs.js';
import type { RunInputs } from './run-inputs.js';
import { summarizeRun } from './summarize-run.js';

/** Puts the models' scores together into the run's records, one repetition after the other, and writes them. */
export async function executeDecompose(
  { store, blobs, threads }: JobContext,
  { runId, config, seed, features }: RunInputs,
  step: RunStepRecord,
  signal: AbortSignal,
): Promise<void> {
  const { classIndex, classes } = features;
  const done = (await runSteps(store, runId)).filter(
    ({ kind }) => kind === 'CLASSIFIER' || kind === 'DENSITY',
  );
  const shared = { config, seed, labels: { classIndex, classes } };
  const repetitions: InteractionColumns[] = [];
  let first: Decomposition | undefined;
  let seconds = 0;
  for (let repetition = 0; repetition < config.uncertainty.repetitions; repetition += 1) {
    const models = done.filter((model) => model.repetition === repetition);
    const scoresOf = (kind: string, of?: Subject): Promise<readonly ScoredStep[]> =>
      readScores(
        blobs,
        models.filter((model) => model.kind === kind && (of === undefined || model.subject === of)),
      );
    const information: Partial<Record<Subject, PointwiseInformation>> = {};
    // The peak of a run's memory, and so one subject at a time: of a million samples, a hundred classes and three
    // candidates 1.2 GB of scores in float32, and in the thread 2.4 GB joined in float64 and .8 GB pooled.
    for (const subject of SUBJECTS) {
      const scored = await scoresOf('CLASSIFIER', subject);
      const answer = await threads.run({ kind: 'information', ...shared, subject, scored } as const, signal);
      information[subject] = answer.result;
      seconds += answer.seconds;
    }
    const task = {
      kind: 'decompose',
      ...shared,
      scored: await scoresOf('DENSITY'),
      information: information as Record<Subject, PointwiseInformation>,
    } as const;
    const answer = await threads.run(task, signal);
    repetitions.push(answer.result.columns);
    first ??= answer.result;
    seconds += answer.seconds;
  }
  const combined = await threads.run({ kind: 'combine', repetitions }, signal);
  const { columns, spread } = combined.result;
  const { foldOf, quality, surprisal } = first!;
  await writeInteractions(store, runId, { columns, classIndex, foldOf, spread });
  const sets = repetitions.length === 1 ? repetitions : [columns, ...repetitions];
  await completeStep(store, step, {
    resultSha256: await blobs.put(encodeColumns(sets)),
    diagnostics: { classifiers: quality, surprisal },
    seconds: seconds + combined.seconds,
  });
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

/** Finds intervals of the run's means. */
export async function executeBootstrap(
  { store, blobs, threads }: JobContext,
  { runId, config, seed, features }: RunInputs,
  step: RunStepRecord,
  signal: AbortSignal,
): Promise<void> {
  const { classIndex, classes } = features;
  const [columns, ...repetitions] = await decomposedColumns({ store, blobs }, runId);
  const { bootstrap, confidence } = config.uncertainty;
  const task = {
    kind: 'bootstrap',
    repetitions: repetitions.length === 0 ? [columns!] : repetitions,
    labels: { classIndex, classes },
    options: { draws: bootstrap, confidence },
    seed,
  } as const;
  const { result, seconds } = await threads.run(task, signal);
  await completeStep(store, step, { resultSha256: null, diagnostics: { intervals: result }, seconds });
}

/** Aggregates the run's records and completes the run. */
export async function executeAggregate(
  { store, blobs, threads }: JobContext,
  inputs: RunInputs,
  step: RunStepRecord,
  signal: AbortSignal,
): Promise<void> {
  const { runId, features } = inputs;
  const { classIndex, classes } = features;
  const [columns] = await decomposedColumns({ store, blobs }, runId);
  const task = { kind: 'aggregate', columns: columns!, labels: { classIndex, classes } } as const;
  const { result, seconds } = await threads.run(task, signal);
  const steps = await runSteps(store, runId);
  const intervals = steps.find(({ kind }) => kind === 'BOOTSTRAP')?.diagnostics as {
    readonly intervals: RunIntervals;
  } | null;
  const aggregates: RunAggregates = result.aggregates;
  const summary = summarizeRun(inputs, steps, { ...result, intervals: intervals?.intervals ?? null });
  const outcome = { resultSha256: null, diagnostics: {}, seconds };
  await completeRun(store, step, outcome, aggregates, intervals?.intervals.classes ?? null, summary);
}

/** The run's records and, where it has several, those of its repetitions. */
export async function decomposedColumns(
  { store, blobs }: Pick<JobContext, 'store' | 'blobs'>,
  runId: string,
): Promise<readonly InteractionColumns[]> {
  const decomposed = (await runSteps(store, runId)).find(({ kind }) => kind === 'DECOMPOSE');
  if (!decomposed?.resultSha256) throw new Error(`the run ${runId} has not been decomposed`);
  return decodeColumns(await blobs.get(decomposed.resultSha256));
}
