import * as tf from '@tensorflow/tfjs-core';
import type { Contender } from '../contender.type.js';
import type { KnifeProblem } from '../steps/knife-problem.js';
import { batchOf, matrixOf } from './tfjs.js';

/** What a KNIFE density is trained with in TensorFlow.js, for steps and for a comparison of their results. */
export interface TfjsKnife extends Contender {
  /** Mean surprisal of the first batch, nats. */
  surprisal(): number;
}

/**
 * KNIFE in its published form (Pichler et al., ICML 2022) on TensorFlow.js: (I+T)(D(x−μ)) as a product of each
 * component's triangle with its scaled deviations, automatic gradients, the package's own Adam.
 */
export function tfjsKnife(name: string, { task, initial, learningRate }: KnifeProblem): TfjsKnife {
  const { components: k, dimension: d } = initial;
  const { batchSize, scaleLimit } = task;
  const features = matrixOf(task.features.data, task.features.rows, d);
  const below = tf.tidy(() =>
    tf.tensor2d(Float32Array.from({ length: d * d }, (_, at) => (at % d < Math.floor(at / d) ? 1 : 0)), [d, d]),
  ); // prettier-ignore
  const logWeights = tf.variable(tf.tensor1d(Float32Array.from(initial.logWeights)));
  const means = tf.variable(matrixOf(initial.means, k, d));
  const logScales = tf.variable(matrixOf(initial.logScales, k, d));
  const triangles = tf.variable(tf.tensor3d(Float32Array.from(initial.triangles), [k, d, d]));
  const variables = [logWeights, means, logScales, triangles];
  const optimizer = tf.train.adam(learningRate, 0.9, 0.999, 1e-8);
  let steps = 0;

  const meanSurprisal = (step: number): tf.Scalar => {
    const batch = batchOf(features, batchSize, step);
    const logD = tf.mul(scaleLimit, tf.tanh(logScales));
    const scaled = tf.mul(tf.sub(tf.expandDims(batch, 0), tf.expandDims(means, 1)), tf.expandDims(tf.exp(logD), 1));
    const deviations = tf.add(scaled, tf.matMul(scaled, tf.mul(triangles, below), false, true)); // [K, B, d]
    const distances = tf.sum(tf.square(deviations), 2); // [K, B]
    const constants = tf.add(tf.logSoftmax(logWeights), tf.sum(logD, 1)); // [K]
    const logDensity = tf.logSumExp(tf.sub(tf.expandDims(constants, 1), tf.mul(0.5, distances)), 0);
    return tf.add(tf.neg(tf.mean(logDensity)), (d / 2) * Math.log(2 * Math.PI));
  }; // prettier-ignore

  return {
    name,
    run(times) {
      const start = performance.now();
      for (let step = 0; step < times; step += 1) {
        optimizer.minimize(() => meanSurprisal(steps), false, variables);
        steps += 1;
      }
      return Promise.resolve(performance.now() - start);
    },
    surprisal: () => tf.tidy(() => meanSurprisal(0).dataSync()[0]!),
    close() {
      tf.dispose([features, below, ...variables]);
      optimizer.dispose();
      return Promise.resolve();
    },
  };
}
