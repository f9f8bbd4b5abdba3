import type { Engine, MixtureParameters, MixtureTask } from '../../../src/estimation/engine.js';
import type { Contender } from '../contender.type.js';
import type { ClassifiersProblem } from './classifiers-problem.js';
import type { KnifeProblem } from './knife-problem.js';
import { rowsInTurn } from './normals.js';

/** An engine's KNIFE steps, through a session as training takes them. */
export async function engineKnife(
  engine: Engine,
  name: string,
  { task, initial, learningRate }: KnifeProblem,
): Promise<Contender> {
  const session = await engine.openKnife(task, initial);
  return {
    name,
    run: (steps) => timed(() => session.trainEpoch(rowsInTurn(task.features.rows, steps * task.batchSize), learningRate)),
    close: () => session.close(),
  }; // prettier-ignore
}

/** An engine's steps of all three classifiers. */
export async function engineClassifiers(
  engine: Engine,
  name: string,
  { tasks, initial, learningRate }: ClassifiersProblem,
): Promise<Contender> {
  const sessions = await Promise.all(tasks.map((task, at) => engine.openClassifier(task, initial[at]!)));
  const { batchSize, features } = tasks[0]!;
  return {
    name,
    run: (steps) =>
      timed(async () => {
        const order = rowsInTurn(features.rows, steps * batchSize);
        for (const session of sessions) await session.trainEpoch(order, learningRate);
      }),
    async close() {
      for (const session of sessions) await session.close();
    },
  };
}

/** An engine's EM steps over all rows. */
export async function engineMixture(
  engine: Engine,
  name: string,
  task: MixtureTask,
  initial: MixtureParameters,
): Promise<Contender> {
  const session = await engine.openMixture(task, initial);
  return {
    name,
    run: (steps) =>
      timed(async () => {
        for (let step = 0; step < steps; step += 1) await session.iterate();
      }),
    close: () => session.close(),
  };
}

/** Milliseconds. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
