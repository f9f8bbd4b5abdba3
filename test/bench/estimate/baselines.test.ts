import { beforeAll, describe, expect, it } from 'vitest';
import { tfjsClassifiers } from '../../../bench/estimate/baselines/tfjs-classifiers.js';
import { tfjsKnife } from '../../../bench/estimate/baselines/tfjs-knife.js';
import { openTfjs } from '../../../bench/estimate/baselines/tfjs.js';
import { classifiersProblem } from '../../../bench/estimate/steps/classifiers-problem.js';
import { knifeProblem } from '../../../bench/estimate/steps/knife-problem.js';
import { rowsInTurn } from '../../../bench/estimate/steps/normals.js';
import { plainEngine } from '../../../src/estimation/engines/plain/plain-engine.js';
import { meanLogLoss } from '../../../src/estimation/log-softmax.js';
import { mean } from '../../../src/estimation/mean.js';
import { everyRow, takeStandardized } from '../../../src/estimation/rows.js';

/** Float32 against float64, after twenty steps. */
const TOLERANCE = 1e-4;
const STEPS = 20;

describe('TensorFlow.js as a contender', () => {
  beforeAll(openTfjs);

  it('takes the KNIFE steps that the engines take', async () => {
    const given = knifeProblem(10, 32);
    const problem = { ...given, learningRate: 1e-2 };
    const { features, batchSize } = problem.task;
    const theirs = tfjsKnife('tfjs', problem);
    const ours = await plainEngine.openKnife(problem.task, problem.initial);
    const first = takeStandardized(features, everyRow(batchSize));
    const before = mean(await ours.surprisal(first));
    expect(theirs.surprisal()).toBeCloseTo(before, 4);
    await theirs.run(STEPS);
    await ours.trainEpoch(rowsInTurn(features.rows, STEPS * batchSize), problem.learningRate);
    const after = mean(await ours.surprisal(first));
    expect(Math.abs(after - before)).toBeGreaterThan(0.1);
    expect(Math.abs(theirs.surprisal() - after)).toBeLessThan(TOLERANCE * Math.abs(after));
    await theirs.close();
  });

  it('takes the classifiers’ steps that the engines take', async () => {
    const problem = { ...classifiersProblem(10, 32), learningRate: 1e-2 };
    const theirs = tfjsClassifiers('tfjs', problem);
    await theirs.run(STEPS);
    const losses = theirs.losses();
    for (const [at, task] of problem.tasks.entries()) {
      const session = await plainEngine.openClassifier(task, problem.initial[at]!);
      await session.trainEpoch(rowsInTurn(task.features.rows, STEPS * task.batchSize), problem.learningRate);
      const first = everyRow(task.batchSize);
      const logits = await session.logits(takeStandardized(task.features, first));
      const loss = meanLogLoss(logits, task.labels.subarray(0, task.batchSize), task.classes, 1);
      expect(Math.abs(losses[at]! - loss)).toBeLessThan(TOLERANCE * loss);
      expect(loss).toBeLessThan(2.2); // log 10 = 2.30 knows nothing
    }
    await theirs.close();
  });
});
