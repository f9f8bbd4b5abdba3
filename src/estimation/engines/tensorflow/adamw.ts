import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import { adamwRates, FIRST_DECAY, SECOND_DECAY } from '../adamw-rates.js';
import type { TensorFlow } from './tensor-device.type.js';

const EPSILON = 1e-8;

/** An array of parameters as it goes to the device. */
export interface TrainedArray {
  readonly values: Float64Array;
  readonly shape: readonly number[];
  /** Decoupled weight decay. */
  readonly decay: number;
}

/** Parameters on the device, with their moments under AdamW (Loshchilov & Hutter 2019). */
export interface TrainedParameters {
  readonly values: readonly Variable[];
  /** One step in place. */
  step(gradients: readonly Tensor[], learningRate: number): void;
  /** Puts values in place of the present ones; the moments stay. */
  put(arrays: readonly Float64Array[]): void;
  dispose(): void;
}

/** As `tf.train.adam` but with weight decay, and with ε beside the corrected root as in the other engines. */
export function trainedParameters(tf: TensorFlow, initial: readonly TrainedArray[]): TrainedParameters {
  const variables = (of: (array: TrainedArray) => Tensor): Variable[] =>
    initial.map((array) => tf.tidy(() => tf.variable(of(array))));
  const values = variables(({ values: given, shape }) => onDevice(tf, given, shape));
  const firsts = variables(({ shape }) => tf.zeros([...shape]));
  const seconds = variables(({ shape }) => tf.zeros([...shape]));
  let steps = 0;
  return {
    values,
    step(gradients, learningRate) {
      steps += 1;
      initial.forEach(({ decay }, index) => {
        const { rate, secondCorrection, keep } = adamwRates(steps, learningRate, decay);
        const [value, first, second] = [values[index]!, firsts[index]!, seconds[index]!];
        const slope = gradients[index]!;
        tf.tidy(() => {
          first.assign(tf.add(tf.mul(first, FIRST_DECAY), tf.mul(slope, 1 - FIRST_DECAY)));
          second.assign(tf.add(tf.mul(second, SECOND_DECAY), tf.mul(tf.square(slope), 1 - SECOND_DECAY)));
          const root = tf.add(tf.sqrt(tf.mul(second, secondCorrection)), EPSILON);
          value.assign(tf.sub(tf.mul(value, keep), tf.div(tf.mul(first, rate), root)));
        });
      });
    },
    put(arrays) {
      arrays.forEach((array, index) => {
        tf.tidy(() => values[index]!.assign(onDevice(tf, array, initial[index]!.shape)));
      });
    },
    dispose() {
      for (const variable of [...values, ...firsts, ...seconds]) variable.dispose();
    },
  };
}

function onDevice(tf: TensorFlow, values: Float64Array, shape: readonly number[]): Tensor {
  return tf.tensor(Float32Array.from(values), [...shape]);
}
