import type { RunAggregates } from '../src/estimation/aggregate.js';
import type { EstimationConfig } from '../src/estimation/config.js';
import type { Decomposition, ScoredStep } from '../src/estimation/decompose.js';
import type { InteractionColumns } from '../src/estimation/interaction-columns.js';
import type { Repetition } from '../src/estimation/uncertainty/repetition.type.js';
import type { RunFeatures } from '../src/estimation/run-features.js';
import { planSteps, type Subject } from '../src/estimation/steps.js';
import type { RunStepRecord } from '../src/store/run-steps.js';
import type { RunSummary } from '../src/store/run-summary.js';
import { allAtOnce } from '../jobs/all-at-once.js';
import { modelStep } from '../jobs/execute-model-step.js';
import { permutationStep } from '../jobs/execute-permutation-step.js';
import { findInformation } from '../jobs/find-information.js';
import { screenFeatures } from '../jobs/screen-features.js';
import type { StepThreads } from '../jobs/step-threads.js';
import { summarizeRun } from '../jobs/summarize-run.js';
import { sharedMatrix } from './shared-memory.js';
import { stepRecord } from './step-record.js';

/** All a run would have stored. */
export interface Estimation {
  /** Of every sample, nats, before the adjustment. */
  readonly columns: InteractionColumns;
  readonly aggregates: RunAggregates;
  /** As a run's readers see it: means, warnings, intervals, p-values. */
  readonly summary: RunSummary;
  /** The finished steps with their diagnostics. */
  readonly steps: readonly RunStepRecord[];
}

export interface DatasetNames {
  readonly first: string;
  readonly second: string;
  /** `[C]` */
  readonly classLabels: readonly string[];
}

/** What the steps of one run share. */
interface Run {
  readonly threads: StepThreads;
  readonly config: EstimationConfig;
  readonly seed: number;
  readonly features: RunFeatures;
  readonly steps: readonly RunStepRecord[];
  readonly signal: AbortSignal;
}

/**
 * Estimates a dataset by the steps of a run, in their order and with their functions (jobs/execute-*.ts), but
 * keeps in memory what a run stores.
 */
export async function estimatePlanted(
  threads: StepThreads,
  dataset: RunFeatures,
  config: EstimationConfig,
  seed: number,
  names: DatasetNames = numberedNames(dataset.classes),
): Promise<Estimation> {
  const { classIndex, classes } = dataset;
  const labels = { classIndex, classes };
  // Only what the steps read: a dataset's truth must not travel to every thread.
  const features: RunFeatures = {
    first: sharedMatrix(dataset.first),
    second: sharedMatrix(dataset.second),
    ...labels,
    ...(dataset.supplied && { supplied: dataset.supplied }),
  };
  const steps = planSteps(config, {
    samples: classIndex.length,
    classes,
    first: { name: names.first, dimension: features.first.columns },
    second: { name: names.second, dimension: features.second.columns },
  }).map(stepRecord);
  const { signal } = new AbortController();
  const run: Run = { threads, config, seed, features, steps, signal };

  const repetitions = await decomposedRepetitions(run, await scoreModels(run));
  const combine = { kind: 'combine', repetitions: repetitions.map(({ columns }) => columns) } as const;
  const { columns } = (await threads.run(combine, signal)).result;
  await testPermutations(run, columns);
  const { bootstrap: draws, confidence } = config.uncertainty;
  const resampled = { kind: 'bootstrap', repetitions, labels, options: { draws, confidence }, seed } as const;
  const intervals = draws === 0 ? null : (await threads.run(resampled, signal)).result;
  const { result } = await threads.run({ kind: 'aggregate', columns, labels }, signal);
  const inputs = { runId: 'validation', config, seed, features, names, classLabels: names.classLabels };
  const summary = summarizeRun(inputs, steps, { ...result, intervals });
  return { columns, aggregates: result.aggregates, summary, steps };
}

async function scoreModels({ threads, steps, signal, ...shared }: Run): Promise<readonly ScoredStep[]> {
  const models = steps.filter(({ kind }) => kind === 'CLASSIFIER' || kind === 'DENSITY');
  const scored = new Map<string, ScoredStep>();
  const { config, seed } = shared;
  const features = await screenFeatures(threads, config, shared.features, signal);
  const longestFirst = [...models].sort((a, b) => b.cost - a.cost);
  await allAtOnce(longestFirst, signal, async (record, either) => {
    const step = modelStep(record);
    const { result } = await threads.run({ kind: 'model', config, seed, features, step }, either);
    scored.set(record.name, { step, result });
    record.diagnostics = result.diagnostics as RunStepRecord['diagnostics'];
  });
  // In the order of the plan, whichever thread was first: sums over steps must not depend on it.
  return models.map(({ name }) => scored.get(name)!);
}

async function decomposedRepetitions(
  { threads, steps, signal, config, seed, features: { classIndex, classes } }: Run,
  all: readonly ScoredStep[],
): Promise<readonly Repetition[]> {
  const labels = { classIndex, classes };
  const decompositions: Decomposition[] = [];
  for (let repetition = 0; repetition < config.uncertainty.repetitions; repetition += 1) {
    const scored = all.filter(({ step }) => step.repetition === repetition);
    const ofSubject = (subject: Subject): Promise<readonly ScoredStep[]> =>
      Promise.resolve(scored.filter(({ step }) => step.kind === 'CLASSIFIER' && step.subject === subject));
    const request = { config, seed, labels };
    const { result: information } = await findInformation(threads, request, ofSubject, signal);
    const densities = scored.filter(({ step }) => step.kind === 'DENSITY');
    const task = { kind: 'decompose', ...request, scored: densities, information } as const;
    decompositions.push((await threads.run(task, signal)).result);
  }
  const { quality, surprisal } = decompositions[0]!;
  // As the store keeps it: in JSON, where what is not a number is null.
  const diagnostics = JSON.stringify({ classifiers: quality, surprisal });
  for (const record of steps) {
    if (record.kind === 'DECOMPOSE')
      record.diagnostics = JSON.parse(diagnostics) as RunStepRecord['diagnostics'];
  }
  return decompositions.map(({ columns, influence }) => ({ columns, influence }));
}

async function testPermutations(
  { threads, steps, signal, config, seed, features }: Run,
  { h1, h2 }: InteractionColumns,
): Promise<void> {
  const permutations = steps.filter(({ kind }) => kind === 'PERMUTATION');
  await allAtOnce(permutations, signal, async (record, either) => {
    const step = permutationStep(record);
    const surprisal = { h1, h2 };
    const task = { kind: 'permutation', config, seed, features, surprisal, step } as const;
    record.diagnostics = { statistics: { ...(await threads.run(task, either)).result } };
  });
}

function numberedNames(classes: number): DatasetNames {
  const classLabels = Array.from({ length: classes }, (_, label) => String(label));
  return { first: 'x1', second: 'x2', classLabels };
}
