import { beforeAll, describe, expect, it } from 'vitest';
import { randomKnifeStart } from '../../../../src/estimation/densities/knife-start.js';
import { startMixture } from '../../../../src/estimation/densities/mixture-start.js';
import type { ClassifierTask } from '../../../../src/estimation/engine.js';
import { plainEngine } from '../../../../src/estimation/engines/plain/plain-engine.js';
import type { TensorFlow } from '../../../../src/estimation/engines/tensorflow/tensor-device.type.js';
import { createTensorflowEngine } from '../../../../src/estimation/engines/tensorflow/tensorflow-engine.js';
import { Random } from '../../../../src/estimation/random.js';
import { takeStandardized } from '../../../../src/estimation/rows.js';
import { expectClose, filled, integers, normals, range, standardized } from '../../numbers.js';
import { cpuTensorflow } from '../cpu-tensorflow.js';

const [rows, columns, classes, hidden] = [60, 5, 3, 7];
const features = standardized(rows, columns, normals(41, 'tensors', rows * columns));
const other = standardized(11, columns, normals(42, 'tensors', 11 * columns));
const another = standardized(4, columns, normals(43, 'tensors', 4 * columns));
const labels = integers(Array.from({ length: rows }, (_, row) => row % classes));
const task: ClassifierTask = { features, labels, classes, batchSize: 16, weightDecay: 0.01 };
const lengths = [columns * hidden, hidden, hidden * hidden, hidden, hidden * classes, classes];
const parameters = { hidden, layers: lengths.map((length, at) => normals(44 + at, 'tensors', length)) };
const weights = normals(50, 'tensors', (columns + 1) * classes);
const knifeTask = { features, batchSize: 16, scaleLimit: 1 };
const knife = randomKnifeStart(2, columns, new Random(51, 'tensors'));

let tf: TensorFlow;
beforeAll(async () => {
  tf = await cpuTensorflow();
});
const engineOf = () => createTensorflowEngine(tf, 'tensorflow-cpu');

describe('leaves no tensor behind', () => {
  it('of a perceptron', () =>
    expectNoneLeft(async () => {
      const session = await engineOf().openClassifier(task, parameters);
      await session.trainEpoch(range(rows), 1e-3);
      for (const scored of [features, other, other, another]) await session.logits(scored);
      await session.restore(await session.parameters());
      await session.trainEpoch(range(rows), 1e-3);
      await session.close();
    }));

  it('of a logistic regression', () =>
    expectNoneLeft(async () => {
      const session = await engineOf().openLogistic({ features, labels, classes });
      await session.evaluate(weights);
      for (const scored of [features, other, another]) await session.logits(weights, scored);
      await session.close();
    }));

  it.each(['tied', 'own'] as const)('of a mixture with %s covariances', (covariance) =>
    expectNoneLeft(async () => {
      const start = await startMixture(plainEngine, features, 2, new Random(52, 'tensors'));
      const ridge = filled(columns, 1e-3);
      const form = { features, ridge, shrinkage: 0, covariance, precision: 'full' } as const;
      const session = await engineOf().openMixture(form, start);
      for (let iteration = 0; iteration < 2; iteration += 1) await session.iterate();
      await session.surprisal(other);
      await session.restore(await session.parameters());
      await session.surprisal(another);
      await session.close();
    }),
  );

  it('of a KNIFE density', () =>
    expectNoneLeft(async () => {
      const session = await engineOf().openKnife(knifeTask, knife);
      await session.trainEpoch(range(rows), 1e-3);
      await session.surprisal(other);
      await session.restore(await session.parameters());
      await session.close();
    }));

  it('of principal components and of distances', () =>
    expectNoneLeft(async () => {
      await engineOf().principalComponents(features, 2, normals(53, 'tensors', columns * 4));
      const session = await engineOf().openDistances(features);
      await session.squaredDistances(normals(54, 'tensors', 3 * columns));
      await session.close();
    }));

  it('of an epoch that fails', () =>
    expectNoneLeft(async () => {
      const session = await engineOf().openKnife(knifeTask, { ...knife, logWeights: filled(2, NaN) });
      await expect(session.trainEpoch(range(rows), 1e-3)).rejects.toThrow('is not finite');
      await session.close();
    }));
});

/** Tensors, and the names under which variables are registered. */
async function expectNoneLeft(work: () => Promise<void>): Promise<void> {
  const counted = (): number[] => [
    tf.memory().numTensors,
    tf.memory().numDataBuffers,
    Object.keys(tf.engine().state.registeredVariables).length,
  ];
  const before = counted();
  await work();
  expect(counted()).toEqual(before);
}

it('reads back once an epoch, however many batches it has', async () => {
  const session = await engineOf().openClassifier({ ...task, batchSize: 2 }, parameters);
  const reads = await countingReads(() => session.trainEpoch(range(rows), 1e-3));
  expect(reads).toBe(1);
  await session.close();
});

/** How often tensors' values are asked for. (This backend's kernels read theirs by another way, `readSync`.) */
async function countingReads(work: () => Promise<unknown>): Promise<number> {
  const backend = tf.backend();
  const read = backend.read.bind(backend);
  let reads = 0;
  backend.read = (id) => {
    reads += 1;
    return read(id);
  };
  try {
    await work();
    return reads;
  } finally {
    Reflect.deleteProperty(backend, 'read'); // the prototype's own shows through again
  }
}

it('takes the training rows as they are: no copy of them', async () => {
  const session = await engineOf().openClassifier(task, parameters);
  const before = tf.memory().numBytes;
  await session.trainEpoch(range(rows), 1e-3);
  await session.logits(features);
  expect(tf.memory().numBytes).toBe(before);
  await session.close();
});

it('scores and trains on some rows as on a matrix of them', async () => {
  const some = integers([7, 3, 3, 59, 0]);
  const those = takeStandardized(features, some);
  const ofThose = some.map((row) => labels[row]!);
  const named = { features, labels, classes, rows: some };
  const [whole, part] = [
    await engineOf().openLogistic(named),
    await engineOf().openLogistic({ features: those, labels: ofThose, classes }),
  ];
  const [actual, expected] = [await whole.evaluate(weights), await part.evaluate(weights)];
  expectClose([actual.loss, ...actual.gradient], [expected.loss, ...expected.gradient], 1e-6);
  await Promise.all([whole.close(), part.close()]);
});

it('measures distances', async () => {
  const points = Float64Array.from(features.data.subarray(0, 2 * columns));
  const session = await engineOf().openDistances(features);
  const distances = await session.squaredDistances(points);
  const expected = Array.from({ length: 2 * rows }, (_, at) => {
    const [row, point] = [Math.floor(at / 2), at % 2];
    let square = 0;
    for (let column = 0; column < columns; column += 1) {
      square += (features.data[row * columns + column]! - points[point * columns + column]!) ** 2;
    }
    return square;
  });
  expectClose(distances, expected, 2e-6);
  expect(Math.min(...distances)).toBeGreaterThanOrEqual(0);
  await session.close();
});

it('refuses features that the device cannot hold, with their size', async () => {
  const small = createTensorflowEngine(tf, 'small', { largestTensor: 1000 });
  await expect(small.openClassifier(task, parameters)).rejects.toThrow(
    '60 rows of 5 columns take 1 MB, more than the 1 MB that the device can hold in one piece',
  );
});

it('fails where the device has reported an error', async () => {
  const check = (): void => {
    throw new Error('the device is lost');
  };
  const session = await createTensorflowEngine(tf, 'lost', { check }).openLogistic({ features, labels, classes }); // prettier-ignore
  await expect(session.evaluate(weights)).rejects.toThrow('the device is lost');
  await session.close();
});
