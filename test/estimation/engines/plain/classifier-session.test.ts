import { describe, expect, it } from 'vitest';
import type { ClassifierParameters, ClassifierTask } from '../../../../src/estimation/engine.js';
import { rowMajor } from '../../../../src/estimation/engines/plain/gemm.js';
import {
  forward,
  initPerceptron,
  perceptronWorkspace,
  stepPerceptron,
} from '../../../../src/estimation/engines/plain/perceptron.js';
import { plainEngine } from '../../../../src/estimation/engines/plain/plain-engine.js';
import { Random } from '../../../../src/estimation/random.js';
import { takeIntegers, takeStandardized } from '../../../../src/estimation/rows.js';
import { integers, normals, range, standardized } from '../../numbers.js';

const [rows, inputs, hidden, classes] = [50, 3, 8, 3];
const shape = { inputs, hidden, classes };
const features = standardized(rows, inputs, normals(23, 'features', rows * inputs));
const labels = Int32Array.from({ length: rows }, (_, row) =>
  features.data[row * inputs]! > 0 ? row % 2 : 2,
);
const task: ClassifierTask = { features, labels, classes, batchSize: 16, weightDecay: 0.01 };
const random = new Random(23, 'parameters');
const initial: ClassifierParameters = {
  hidden,
  layers: [inputs * hidden, hidden, hidden * hidden, hidden, hidden * classes, classes].map((length) =>
    Float64Array.from({ length }, () => 0.5 * random.normal()),
  ),
};
const order = new Random(23, 'order').permutation(rows);

describe('a classifier session of the plain engine', () => {
  it('steps through the rows in the given order, in batches, the last one smaller', async () => {
    const session = await plainEngine.openClassifier(task, initial);
    const loss = await session.trainEpoch(order, 0.01);
    const state = initPerceptron(initial);
    let sum = 0;
    for (let start = 0; start < rows; start += 16) {
      const part = order.slice(start, start + 16);
      const batch = takeStandardized(features, part);
      const workspace = perceptronWorkspace(shape, part.length);
      sum += stepPerceptron(state, shape, batch, takeIntegers(labels, part), task, 0.01, workspace);
    }
    expect(state.steps).toBe(4);
    expect(loss).toBeCloseTo(sum / rows, 13);
    expect((await session.parameters()).layers).toEqual(state.layers);
    await session.close();
  });

  it('gives the same result bit for bit', async () => {
    const run = async () => {
      const session = await plainEngine.openClassifier(task, initial);
      const losses = [];
      for (let epoch = 0; epoch < 5; epoch += 1) losses.push(await session.trainEpoch(order, 0.01));
      return { losses, parameters: await session.parameters(), logits: await session.logits(features) };
    };
    expect(await run()).toEqual(await run());
  });

  it('learns', async () => {
    const session = await plainEngine.openClassifier(task, initial);
    const before = await session.trainEpoch(order, 0.01);
    let after = before;
    for (let epoch = 0; epoch < 60; epoch += 1) after = await session.trainEpoch(order, 0.01);
    expect(after).toBeLessThan(before / 2);
  });

  it('scores any number of rows, 1024 at a time, as forward does all at once', async () => {
    const session = await plainEngine.openClassifier(task, initial);
    for (const count of [0, 1, 1024, 1025, 2500]) {
      const other = standardized(count, inputs, normals(24, 'other', count * inputs));
      const workspace = perceptronWorkspace(shape, count);
      forward(initial.layers, shape, rowMajor(other.data, inputs), count, workspace);
      expect(await session.logits(other)).toEqual(workspace.logits);
    }
  });

  it('restores parameters, and neither takes nor gives away arrays it works on', async () => {
    const session = await plainEngine.openClassifier(task, initial);
    const scores = await session.logits(features);
    const kept = await session.parameters();
    const untouched = initial.layers.map((layer) => layer.slice());
    await session.trainEpoch(order, 0.1);
    expect(await session.logits(features)).not.toEqual(scores);
    expect(initial.layers).toEqual(untouched);
    expect(kept.layers).toEqual(untouched);
    await session.restore(kept);
    expect(await session.logits(features)).toEqual(scores);
    await session.trainEpoch(order, 0.1);
    expect(kept.layers).toEqual(untouched);
  });

  it('trains on rows without columns: logits become the class shares', async () => {
    const constant = {
      ...task,
      features: standardized(4, 0, []),
      labels: integers([0, 0, 0, 1]),
      classes: 2,
    };
    const layers = [0, hidden, hidden * hidden, hidden, hidden * 2, 2].map((length) =>
      Float64Array.from({ length }, () => 0.3 * random.normal()),
    );
    const session = await plainEngine.openClassifier({ ...constant, weightDecay: 0 }, { hidden, layers });
    for (let epoch = 0; epoch < 400; epoch += 1) await session.trainEpoch(range(4), 0.02);
    const [first, second] = await session.logits(standardized(1, 0, []));
    expect(first! - second!).toBeCloseTo(Math.log(3), 2);
  });
});
