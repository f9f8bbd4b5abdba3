import type { ClassifierParameters, ClassifierSession, ClassifierTask, Standardized } from '../../engine.js';
import { takeStandardized } from '../../rows.js';
import { rowMajor } from './gemm.js';
import { forward, initPerceptron, perceptronWorkspace, stepPerceptron } from './perceptron.js';

/** Rows scored at a time: bounds the workspace whatever the number of rows. */
const SCORING_ROWS = 1024;

/** The plain engine's training of one perceptron. */
export function plainClassifierSession(
  task: ClassifierTask,
  initial: ClassifierParameters,
): ClassifierSession {
  const shape = { inputs: task.features.columns, hidden: initial.hidden, classes: task.classes };
  const state = initPerceptron(initial);
  const workspace = perceptronWorkspace(shape, task.batchSize);
  const batch = new Float32Array(task.batchSize * shape.inputs);
  const labels = new Int32Array(task.batchSize);

  return {
    trainEpoch(order, learningRate) {
      let loss = 0;
      for (let start = 0; start < order.length; start += task.batchSize) {
        const rows = Math.min(task.batchSize, order.length - start);
        gather(task, order, start, rows, batch, labels);
        const taken = { rows, columns: shape.inputs, data: batch };
        loss += stepPerceptron(state, shape, taken, labels, task, learningRate, workspace);
      }
      return Promise.resolve(loss / order.length);
    },
    logits(features, rows) {
      const scored = rows ? takeStandardized(features, rows) : features;
      return Promise.resolve(scoreRows(state.layers, shape, scored));
    },
    parameters() {
      return Promise.resolve({ hidden: shape.hidden, layers: state.layers.map((layer) => layer.slice()) });
    },
    restore(parameters) {
      parameters.layers.forEach((layer, index) => state.layers[index]!.set(layer));
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}

function gather(
  task: ClassifierTask,
  order: Int32Array,
  start: number,
  rows: number,
  batch: Float32Array,
  labels: Int32Array,
): void {
  const { columns, data } = task.features;
  for (let row = 0; row < rows; row += 1) {
    const source = order[start + row]!;
    batch.set(data.subarray(source * columns, (source + 1) * columns), row * columns);
    labels[row] = task.labels[source]!;
  }
}

function scoreRows(
  layers: readonly Float64Array[],
  shape: { inputs: number; hidden: number; classes: number },
  features: Standardized,
): Float64Array {
  const logits = new Float64Array(features.rows * shape.classes);
  const workspace = perceptronWorkspace(shape, Math.min(SCORING_ROWS, features.rows));
  for (let start = 0; start < features.rows; start += SCORING_ROWS) {
    const rows = Math.min(SCORING_ROWS, features.rows - start);
    forward(layers, shape, rowMajor(features.data, shape.inputs, start * shape.inputs), rows, workspace);
    logits.set(workspace.logits.subarray(0, rows * shape.classes), start * shape.classes);
  }
  return logits;
}
