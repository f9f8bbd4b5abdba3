import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  ClassifierParameters,
  ClassifierTask,
  KnifeParameters,
  KnifeTask,
  LogisticTask,
} from '../../../src/estimation/engine.js';
import { packageRoot } from '../../../src/database/package-root.js';
import { rowMajor } from '../../../src/estimation/engines/plain/gemm.js';
import * as plainKnife from '../../../src/estimation/engines/plain/knife-gradient.js';
import { plainKnifeSession } from '../../../src/estimation/engines/plain/knife-session.js';
import { plainLogisticSession } from '../../../src/estimation/engines/plain/logistic-session.js';
import { backward, perceptronWorkspace } from '../../../src/estimation/engines/plain/perceptron.js';
import { crossEntropy } from '../../../src/estimation/engines/tensorflow/cross-entropy.js';
import { registerGradients } from '../../../src/estimation/engines/tensorflow/gradient-rules.js';
import {
  knifeSurprisal,
  triangleMasks,
  type KnifeTensors,
} from '../../../src/estimation/engines/tensorflow/knife-surprisal.js';
import { tensorflowLogisticSession } from '../../../src/estimation/engines/tensorflow/logistic-session.js';
import { meanGradient } from '../../../src/estimation/engines/tensorflow/mean-gradient.js';
import { perceptronLogits } from '../../../src/estimation/engines/tensorflow/perceptron.js';
import { readValues } from '../../../src/estimation/engines/tensorflow/read-values.js';
import { Arena } from '../../../src/estimation/engines/wasm/arena.js';
import { wasmClassifierSession } from '../../../src/estimation/engines/wasm/classifier-session.js';
import { instantiateKernels, type Kernels } from '../../../src/estimation/engines/wasm/kernels.js';
import { wasmKnifeSession } from '../../../src/estimation/engines/wasm/knife-session.js';
import { wasmLogisticSession } from '../../../src/estimation/engines/wasm/logistic-session.js';
import { mean, range } from '../numbers.js';
import { cpuTensorflow } from './cpu-tensorflow.js';

/** Gradients of the mean loss over all rows of a task, one array for each array of parameters. */
export interface GradientSource {
  perceptron(task: ClassifierTask, parameters: ClassifierParameters): Promise<readonly Float64Array[]>;
  logistic(task: LogisticTask, parameters: Float64Array): Promise<readonly Float64Array[]>;
  knife(task: KnifeTask, parameters: KnifeParameters): Promise<readonly Float64Array[]>;
}

const arraysOf = (given: plainKnife.KnifeGradient): readonly Float64Array[] => [
  given.logWeights,
  given.means,
  given.logScales,
  given.triangles,
];

function plainPerceptron(
  { features, labels, classes }: ClassifierTask,
  { hidden, layers }: ClassifierParameters,
): { loss: number; gradients: readonly Float64Array[] } {
  const shape = { inputs: features.columns, hidden, classes };
  const workspace = perceptronWorkspace(shape, features.rows);
  const loss = backward(layers, shape, rowMajor(features.data, features.columns), labels, features.rows, workspace); // prettier-ignore
  return { loss: loss / features.rows, gradients: workspace.gradients };
}

/** Closed forms in float64. */
export const plainGradients: GradientSource = {
  perceptron: (task, parameters) => Promise.resolve(plainPerceptron(task, parameters).gradients),
  logistic: async (task, parameters) => [(await plainLogisticSession(task).evaluate(parameters)).gradient],
  knife({ features, scaleLimit }, parameters) {
    const { rows, columns, data } = features;
    const workspace = plainKnife.knifeWorkspace(parameters.components, columns, rows);
    plainKnife.prepareFactors(parameters, scaleLimit, workspace);
    plainKnife.clearGradient(workspace);
    plainKnife.scoreRows(rowMajor(data, columns), rows, workspace);
    plainKnife.addToGradient(rowMajor(data, columns), rows, workspace);
    plainKnife.finishGradient(parameters, scaleLimit, rows, workspace);
    return Promise.resolve(arraysOf(workspace.gradient));
  },
};

/**
 * Closed forms in WebAssembly. A step of AdamW hides the size of slopes, and so they are looked at where a session
 * hands them to the optimiser's kernel.
 */
export function wasmGradients(): GradientSource {
  const folder = join(packageRoot(), 'dist', 'src', 'estimation', 'engines', 'wasm');
  const kernels = instantiateKernels(new WebAssembly.Module(readFileSync(join(folder, 'kernels.simd.wasm'))));
  const arena = new Arena(kernels);
  const seen: Float64Array[] = [];
  const watched: Kernels = {
    ...kernels,
    adamw(parameters, gradient, first, second, length, ...rates) {
      seen.push(Float64Array.from(new Float32Array(kernels.memory.buffer, gradient, length)));
      kernels.adamw(parameters, gradient, first, second, length, ...rates);
    },
  };
  /** The one step's slopes, all of them one after the other, dealt out by the lengths of what they are of. */
  const afterOneStep = async (
    session: { trainEpoch(order: Int32Array, rate: number): Promise<number>; close(): Promise<void> },
    rows: number,
    lengths: readonly number[],
  ): Promise<readonly Float64Array[]> => {
    seen.length = 0;
    await session.trainEpoch(range(rows), 1e-3);
    await session.close();
    const all = Float64Array.from(seen.flatMap((part) => [...part]));
    let start = 0;
    return lengths.map((length) => all.slice(start, (start += length)));
  };
  return {
    async perceptron(task, parameters) {
      const session = wasmClassifierSession(watched, arena.open(), task, parameters);
      const [w1, b1, w2, b2, w3, b3] = parameters.layers.map(({ length }) => length) as Six;
      // Weights lie one after the other, then the biases.
      const [g1, g2, g3, c1, c2, c3] = await afterOneStep(session, task.features.rows, [w1, w2, w3, b1, b2, b3]); // prettier-ignore
      return [g1!, c1!, g2!, c2!, g3!, c3!];
    },
    async logistic(task, parameters) {
      const session = wasmLogisticSession(kernels, arena.open(), task);
      const { gradient } = await session.evaluate(parameters);
      await session.close();
      return [gradient];
    },
    knife(task, parameters) {
      const session = wasmKnifeSession(watched, arena.open(), task, parameters);
      const lengths = arraysOf(parameters).map(({ length }) => length);
      return afterOneStep(session, task.features.rows, lengths);
    },
  };
}

type Six = [number, number, number, number, number, number];

/** TensorFlow.js's automatic gradients. */
export async function automaticGradients(): Promise<GradientSource> {
  const tf = await cpuTensorflow();
  registerGradients(tf);
  const device = { tf, largestTensor: Infinity, check: () => undefined };
  return {
    perceptron({ features, labels, classes }, { hidden, layers }) {
      const { rows, columns, data } = features;
      const shapes = [[columns, hidden], [hidden], [hidden, hidden], [hidden], [hidden, classes], [classes]];
      const input = tf.tensor2d(data, [rows, columns]);
      const { gradients } = meanGradient(
        tf,
        (given) => crossEntropy(tf, perceptronLogits(tf, input, given), tf.tensor1d(labels, 'int32')),
        layers.map((layer, at) => tf.tensor(Float32Array.from(layer), shapes[at])),
        rows,
      );
      return readValues(device, gradients);
    },
    async logistic(task, parameters) {
      const session = tensorflowLogisticSession(device, task);
      const { gradient } = await session.evaluate(parameters);
      await session.close();
      return [gradient];
    },
    knife({ features, scaleLimit }, parameters) {
      const { rows, columns, data } = features;
      const { components } = parameters;
      const shapes = [[components], [components, columns], [components, columns], [components, columns, columns]]; // prettier-ignore
      const input = tf.tensor2d(data, [rows, columns]);
      const { gradients } = meanGradient(
        tf,
        (given) => knifeSurprisal(tf, input, given as KnifeTensors, triangleMasks(tf, columns), scaleLimit),
        arraysOf(parameters).map((array, at) => tf.tensor(Float32Array.from(array), shapes[at])),
        rows,
      );
      return readValues(device, gradients);
    },
  };
}

const STEP = 1e-5;

/** Central differences of a loss by every element of arrays of parameters, which are put back. */
async function differences(
  arrays: readonly Float64Array[],
  loss: () => number | Promise<number>,
): Promise<readonly Float64Array[]> {
  const slopes = arrays.map(({ length }) => new Float64Array(length));
  for (const [index, array] of arrays.entries()) {
    for (const [at, kept] of Array.from(array).entries()) {
      array[at] = kept + STEP;
      const above = await loss();
      array[at] = kept - STEP;
      slopes[index]![at] = (above - (await loss())) / (2 * STEP);
      array[at] = kept;
    }
  }
  return slopes;
}

/** Differences of the plain engine's losses, in float64: an engine in float32 cannot take them of its own. */
export const differencesOf: GradientSource = {
  perceptron: (task, parameters) =>
    differences(parameters.layers, () => plainPerceptron(task, parameters).loss),
  logistic: (task, parameters) =>
    differences([parameters], async () => (await plainLogisticSession(task).evaluate(parameters)).loss),
  async knife(task, parameters) {
    const slopes = await differences(arraysOf(parameters), async () =>
      mean(await plainKnifeSession(task, parameters).surprisal(task.features)),
    );
    // Above and on their diagonals the triangles are no parameters.
    const { dimension } = parameters;
    slopes[3]!.forEach((_, at) => {
      if (Math.floor(at / dimension) % dimension <= at % dimension) slopes[3]![at] = 0;
    });
    return slopes;
  },
};
