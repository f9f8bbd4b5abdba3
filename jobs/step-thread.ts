import { aggregateRun } from '../src/estimation/aggregate.js';
import { decompose } from '../src/estimation/decompose.js';
import { plainEngine } from '../src/estimation/engines/plain/plain-engine.js';
import { runModelStep } from '../src/estimation/model-step.js';
import type { StepTask, StepTaskResults, Timed } from './step-task.js';

/** Entry of a thread of the pool: arithmetic only, so that server and worker stay responsive. */
export default async function runStepTask(task: StepTask): Promise<Timed<StepTaskResults[StepTask['kind']]>> {
  const start = performance.now();
  const result = await resultOf(task);
  return { result, seconds: (performance.now() - start) / 1000 };
}

function resultOf(
  task: StepTask,
): StepTaskResults[StepTask['kind']] | Promise<StepTaskResults[StepTask['kind']]> {
  switch (task.kind) {
    case 'model':
      return runModelStep(plainEngine, task.config, task.seed, task.features, task.step);
    case 'decompose':
      return decompose(task.config, task.seed, task.labels, task.scored);
    case 'aggregate':
      return aggregateRun(task.columns, task.labels.classIndex, task.labels.classes);
  }
}
