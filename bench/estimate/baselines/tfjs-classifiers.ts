import * as tf from '@tensorflow/tfjs-core';
import type { ClassifierParameters, ClassifierTask } from '../../../src/estimation/engine.js';
import type { Contender } from '../contender.type.js';
import type { ClassifiersProblem } from '../steps/classifiers-problem.js';
import { batchOf, matrixOf } from './tfjs.js';

/** The three classifiers in TensorFlow.js, for steps and for a comparison of their results. */
export interface TfjsClassifiers extends Contender {
  /** Mean cross-entropy of each classifier on its first batch, nats. */
  losses(): number[];
}

/** Perceptrons in TensorFlow.js: stock operations, automatic gradients, the package's own Adam. */
export function tfjsClassifiers(name: string, problem: ClassifiersProblem): TfjsClassifiers {
  const all = problem.tasks.map((task, at) => perceptron(task, problem.initial[at]!, problem.learningRate));
  return {
    name,
    run(times) {
      const start = performance.now();
      for (let step = 0; step < times; step += 1) for (const one of all) one.step();
      return Promise.resolve(performance.now() - start);
    },
    losses: () => all.map((one) => one.loss()),
    close() {
      for (const one of all) one.close();
      return Promise.resolve();
    },
  };
}

function perceptron(task: ClassifierTask, { hidden, layers }: ClassifierParameters, learningRate: number) {
  const { batchSize, classes, labels } = task;
  const { rows, columns, data } = task.features;
  const features = matrixOf(data, rows, columns);
  const targets = tf.tidy(
    () => tf.cast(tf.oneHot(tf.tensor1d(labels, 'int32'), classes), 'float32') as tf.Tensor2D,
  );
  const shapes = [[columns, hidden], [hidden], [hidden, hidden], [hidden], [hidden, classes], [classes]]; // prettier-ignore
  const variables = layers.map((layer, at) => tf.variable(tf.tensor(Float32Array.from(layer), shapes[at])));
  const [w1, b1, w2, b2, w3, b3] = variables as Six;
  const optimizer = tf.train.adam(learningRate, 0.9, 0.999, 1e-8);
  let steps = 0;

  const loss = (step: number): tf.Scalar => {
    const first = tf.relu(tf.add(tf.matMul(batchOf(features, batchSize, step), w1), b1));
    const second = tf.relu(tf.add(tf.matMul(first, w2), b2));
    const logits = tf.add(tf.matMul(second, w3), b3);
    return tf.losses.softmaxCrossEntropy(batchOf(targets, batchSize, step), logits);
  };

  return {
    step(): void {
      optimizer.minimize(() => loss(steps), false, variables);
      steps += 1;
    },
    loss: (): number => tf.tidy(() => loss(0).dataSync()[0]!),
    close(): void {
      tf.dispose([features, targets, ...variables]);
      optimizer.dispose();
    },
  };
}

type Six = [tf.Variable<tf.Rank.R2>, tf.Variable, tf.Variable<tf.Rank.R2>, tf.Variable, tf.Variable<tf.Rank.R2>, tf.Variable]; // prettier-ignore
