import { aggregateRun } from '../src/estimation/aggregate.js';
import { bootstrapIntervals } from '../src/estimation/uncertainty/bootstrap.js';
import { combineRepetitions } from '../src/estimation/uncertainty/combine-repetitions.js';
import { decompose, subjectInformation } from '../src/estimation/decompose.js';
import { assignFolds } from '../src/estimation/folds.js';
import { runModelStep } from '../src/estimation/model-step.js';
import { runPermutationStep } from '../src/estimation/uncertainty/permutation-step.js';
import { sensitivityCurve } from '../src/estimation/uncertainty/sensitivity.js';
import { stepEngine } from './engines/step-engine.js';
import { onSharedMemory } from './on-shared-memory.js';
import type { StepTask, StepTaskResults, Timed } from './step-task.js';

/** Entry of a thread of the pool: arithmetic only, so that server and worker stay responsive. */
export default async function runStepTask(task: StepTask): Promise<Timed<StepTaskResults[StepTask['kind']]>> {
  const start = performance.now();
  // Copied here rather than by the thread that serves: results of a million samples are hundreds of megabytes.
  const result = onSharedMemory(await resultOf(task));
  return { result, seconds: (performance.now() - start) / 1000 };
}

function resultOf(
  task: StepTask,
): StepTaskResults[StepTask['kind']] | Promise<StepTaskResults[StepTask['kind']]> {
  switch (task.kind) {
    case 'model':
      return runModelStep(stepEngine(), task.config, task.seed, task.features, task.step);
    case 'permutation':
      return runPermutationStep(
        stepEngine(),
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
