import type { MessagePort } from 'node:worker_threads';
import { aggregateRun } from '../src/estimation/aggregate.js';
import { bootstrapIntervals } from '../src/estimation/uncertainty/bootstrap.js';
import { combineRepetitions } from '../src/estimation/uncertainty/combine-repetitions.js';
import { screenModality } from '../src/estimation/densities/density-step.js';
import { decompose, subjectInformation } from '../src/estimation/decompose.js';
import { assignFolds } from '../src/estimation/folds.js';
import { runModelStep } from '../src/estimation/model-step.js';
import { runPermutationStep } from '../src/estimation/uncertainty/permutation-step.js';
import { sensitivityCurve } from '../src/estimation/uncertainty/sensitivity.js';
import { watched, type Engine } from '../src/estimation/engine.js';
import type { EpochLoss } from '../src/estimation/step-observer.js';
import { interruptibleEngine } from './engines/interruptible-engine.js';
import { stepEngine, type EngineSource } from './engines/step-engine.js';
import { onSharedMemory } from './on-shared-memory.js';
import { progressSender } from './step-progress.js';
import type { StepTask, StepTaskResults, Timed } from './step-task.js';

/** What a thread is asked for. */
export interface StepRequest {
  readonly task: StepTask;
  readonly engine: EngineSource;
  /** `[1]` on shared memory: not 0 once the step is to end. */
  readonly stop: Int32Array;
  /** Where progress is sent; none where nobody asks. */
  readonly port: MessagePort | null;
}

/** What a thread answers. */
export interface StepAnswer extends Timed<StepTaskResults[StepTask['kind']]> {
  /** All of the step's, those already sent among them. */
  readonly epochs: readonly EpochLoss[];
}

/** Entry of a thread of the pool: arithmetic only, so that server and worker stay responsive. */
export default async function runStepTask({ task, engine, stop, port }: StepRequest): Promise<StepAnswer> {
  const check = (): void => {
    if (Atomics.load(stop, 0) !== 0) throw new Error('the step was told to end');
  };
  check();
  const start = performance.now();
  const sender = port && progressSender(port);
  const computed = await resultOf(task, async () => {
    const interruptible = interruptibleEngine(await stepEngine(engine), check);
    return sender ? watched(interruptible, sender) : interruptible;
  });
  // Copied here rather than by the thread that serves: results of a million samples are hundreds of megabytes.
  const result = onSharedMemory(computed);
  return { result, seconds: (performance.now() - start) / 1000, epochs: sender?.epochs ?? [] };
}

async function resultOf(
  task: StepTask,
  engine: () => Promise<Engine>,
): Promise<StepTaskResults[StepTask['kind']]> {
  switch (task.kind) {
    case 'nothing':
      await engine();
      return null;
    case 'screening':
      return screenModality(task.features, task.config, task.modality);
    case 'model':
      return runModelStep(await engine(), task.config, task.seed, task.features, task.step);
    case 'permutation':
      return runPermutationStep(
        await engine(),
        task.config,
        task.seed,
        task.features,
        task.surprisal,
        task.step,
      );
    case 'information': {
      const { config, seed, labels, scored, subject } = task;
      const foldOf = assignFolds(labels.classIndex, config.folds, seed, scored[0]?.step.repetition);
      return subjectInformation(config, labels, foldOf, scored, subject);
    }
    case 'decompose':
      return decompose(task.config, task.seed, task.labels, task.scored, task.information);
    case 'combine':
      return combineRepetitions(task.repetitions);
    case 'bootstrap':
      return bootstrapIntervals(
        task.repetitions,
        task.labels.classIndex,
        task.labels.classes,
        task.options,
        task.seed,
      );
    case 'aggregate':
      return {
        aggregates: aggregateRun(task.columns, task.labels.classIndex, task.labels.classes),
        sensitivity: sensitivityCurve(task.columns, SENSITIVITY_POINTS),
      };
  }
}

/** Points of the curve that is stored with a run. */
const SENSITIVITY_POINTS = 101;
