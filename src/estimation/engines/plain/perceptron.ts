import type { ClassifierParameters, ClassifierTask, Standardized } from '../../engine.js';
import { initMoments, stepAdamW, type Moments } from './adamw.js';
import { gemm, rowMajor, transposed, type MatrixView } from './gemm.js';
import { softmaxGradient } from './softmax-gradient.js';

/** Parameters and optimiser moments: everything needed to go on training. */
export interface PerceptronState {
  readonly layers: readonly Float64Array[];
  readonly moments: readonly Moments[];
  /** Steps taken. */
  steps: number;
}

/** Activations and gradients of one batch; reused from step to step. */
export interface PerceptronWorkspace {
  readonly first: Float64Array;
  readonly second: Float64Array;
  readonly logits: Float64Array;
  readonly firstGradient: Float64Array;
  readonly secondGradient: Float64Array;
  readonly gradients: readonly Float64Array[];
}

export interface PerceptronShape {
  readonly inputs: number;
  readonly hidden: number;
  readonly classes: number;
}

export function initPerceptron(parameters: ClassifierParameters): PerceptronState {
  return {
    layers: parameters.layers.map((layer) => layer.slice()),
    moments: parameters.layers.map((layer) => initMoments(layer.length)),
    steps: 0,
  };
}

export function perceptronWorkspace(shape: PerceptronShape, rows: number): PerceptronWorkspace {
  const { inputs, hidden, classes } = shape;
  return {
    first: new Float64Array(rows * hidden),
    second: new Float64Array(rows * hidden),
    logits: new Float64Array(rows * classes),
    firstGradient: new Float64Array(rows * hidden),
    secondGradient: new Float64Array(rows * hidden),
    gradients: [inputs * hidden, hidden, hidden * hidden, hidden, hidden * classes, classes].map(
      (length) => new Float64Array(length),
    ),
  };
}

/** Logits of `rows` rows, `[rows, C]`, into `workspace.logits`. */
export function forward(
  layers: readonly Float64Array[],
  shape: PerceptronShape,
  input: MatrixView,
  rows: number,
  workspace: PerceptronWorkspace,
): void {
  const { inputs, hidden, classes } = shape;
  const [w1, b1, w2, b2, w3, b3] = layers as SixLayers;
  gemm(rows, hidden, inputs, input, rowMajor(w1, hidden), workspace.first, false);
  addBias(workspace.first, b1, rows, true);
  gemm(
    rows,
    hidden,
    hidden,
    rowMajor(workspace.first, hidden),
    rowMajor(w2, hidden),
    workspace.second,
    false,
  );
  addBias(workspace.second, b2, rows, true);
  gemm(
    rows,
    classes,
    hidden,
    rowMajor(workspace.second, hidden),
    rowMajor(w3, classes),
    workspace.logits,
    false,
  );
  addBias(workspace.logits, b3, rows, false);
}

/**
 * Gradient of the batch's mean cross-entropy, into `workspace.gradients`.
 *
 * @param labels `[rows]`
 * @returns summed cross-entropy, nats
 */
export function backward(
  layers: readonly Float64Array[],
  shape: PerceptronShape,
  input: MatrixView,
  labels: Int32Array,
  rows: number,
  workspace: PerceptronWorkspace,
): number {
  const { inputs, hidden, classes } = shape;
  const [, , w2, , w3] = layers as SixLayers;
  const { first, second, logits, firstGradient, secondGradient } = workspace;
  const [g1, c1, g2, c2, g3, c3] = workspace.gradients as SixLayers;
  forward(layers, shape, input, rows, workspace);
  const loss = softmaxGradient(logits, labels, rows, classes, 1 / rows);
  const outer = rowMajor(logits, classes);
  gemm(hidden, classes, rows, transposed(rowMajor(second, hidden)), outer, g3, false);
  sumColumns(logits, rows, c3);
  gemm(rows, hidden, classes, outer, transposed(rowMajor(w3, classes)), secondGradient, false);
  blockWhereInactive(secondGradient, second, rows * hidden);
  gemm(
    hidden,
    hidden,
    rows,
    transposed(rowMajor(first, hidden)),
    rowMajor(secondGradient, hidden),
    g2,
    false,
  );
  sumColumns(secondGradient, rows, c2);
  gemm(
    rows,
    hidden,
    hidden,
    rowMajor(secondGradient, hidden),
    transposed(rowMajor(w2, hidden)),
    firstGradient,
    false,
  );
  blockWhereInactive(firstGradient, first, rows * hidden);
  gemm(inputs, hidden, rows, transposed(input), rowMajor(firstGradient, hidden), g1, false);
  sumColumns(firstGradient, rows, c1);
  return loss;
}

/** One AdamW step on a batch, in place; returns the batch's summed cross-entropy, nats. */
export function stepPerceptron(
  state: PerceptronState,
  shape: PerceptronShape,
  batch: Standardized,
  labels: Int32Array,
  task: ClassifierTask,
  learningRate: number,
  workspace: PerceptronWorkspace,
): number {
  const input = rowMajor(batch.data, shape.inputs);
  const loss = backward(state.layers, shape, input, labels, batch.rows, workspace);
  state.steps += 1;
  state.layers.forEach((layer, index) => {
    const decay = index % 2 === 0 ? task.weightDecay : 0;
    stepAdamW(layer, workspace.gradients[index]!, state.moments[index]!, state.steps, learningRate, decay);
  });
  return loss;
}

type SixLayers = [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];

function addBias(values: Float64Array, bias: Float64Array, rows: number, rectify: boolean): void {
  const width = bias.length;
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const value = values[row * width + column]! + bias[column]!;
      values[row * width + column] = rectify && value < 0 ? 0 : value;
    }
  }
}

function sumColumns(values: Float64Array, rows: number, sums: Float64Array): void {
  const width = sums.length;
  sums.fill(0);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < width; column += 1) sums[column]! += values[row * width + column]!;
  }
}

function blockWhereInactive(gradient: Float64Array, activation: Float64Array, length: number): void {
  for (let index = 0; index < length; index += 1) if (!(activation[index]! > 0)) gradient[index] = 0;
}
