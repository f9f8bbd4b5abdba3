import { describe, expect, it } from 'vitest';
import { rowMajor } from '../../../../src/estimation/engines/plain/gemm.js';
import {
  backward,
  forward,
  initPerceptron,
  perceptronWorkspace,
  stepPerceptron,
} from '../../../../src/estimation/engines/plain/perceptron.js';
import { Random } from '../../../../src/estimation/random.js';
import { expectClose, float64, integers, standardized } from '../../numbers.js';
import { reference } from '../../reference.js';

const NAMES = ['W1', 'b1', 'W2', 'b2', 'W3', 'b3'] as const;

describe('against PyTorch', () => {
  const known = reference.perceptron;
  const { inputs, hidden, classes, rows } = known;
  const shape = { inputs, hidden, classes };
  const layers = known.layers.map(float64);
  const batch = (index: number) =>
    standardized(rows, inputs, known.features.slice(index * rows * inputs, (index + 1) * rows * inputs));
  const labelsOf = (index: number): Int32Array =>
    integers(known.labels.slice(index * rows, (index + 1) * rows));

  it('forward gives the logits, in a workspace with room for more rows', () => {
    const workspace = perceptronWorkspace(shape, rows + 5);
    forward(layers, shape, rowMajor(batch(0).data, inputs), rows, workspace);
    expectClose(workspace.logits.subarray(0, rows * classes), known.logits, 1e-14);
  });

  it.each(NAMES.map((name, index) => ({ name, index })))(
    'backward gives the gradient of $name',
    ({ index }) => {
      const workspace = perceptronWorkspace(shape, rows);
      const loss = backward(layers, shape, rowMajor(batch(0).data, inputs), labelsOf(0), rows, workspace);
      expect(loss / rows).toBeCloseTo(known.losses[0]!, 14);
      expectClose(workspace.gradients[index]!, known.gradients[index]!, 1e-14);
    },
  );

  it('five AdamW steps give the losses and the parameters', () => {
    const state = initPerceptron({ hidden, layers });
    const workspace = perceptronWorkspace(shape, rows);
    const { weightDecay } = known;
    const task = { features: batch(0), labels: labelsOf(0), classes, batchSize: rows, weightDecay };
    known.losses.forEach((expected, index) => {
      const loss = stepPerceptron(
        state,
        shape,
        batch(index),
        labelsOf(index),
        task,
        known.learningRate,
        workspace,
      );
      expect(loss / rows).toBeCloseTo(expected, 12);
    });
    state.layers.forEach((layer, index) => expectClose(layer, known.afterLayers[index]!, 1e-12));
    layers.forEach((layer, index) => expectClose(layer, known.layers[index]!, 0)); // the caller's stay
  });
});

describe.each([
  { inputs: 3, hidden: 6, classes: 3, rows: 9 },
  { inputs: 1, hidden: 4, classes: 2, rows: 1 },
  { inputs: 0, hidden: 5, classes: 4, rows: 6 },
  { inputs: 7, hidden: 1, classes: 5, rows: 4 },
])('against central differences, $inputs → $hidden → $hidden → $classes, $rows rows', (size) => {
  const random = new Random(22, `differences/${size.inputs}`);
  const { rows, ...shape } = size;
  const { inputs, hidden, classes } = shape;
  const lengths = [inputs * hidden, hidden, hidden * hidden, hidden, hidden * classes, classes];
  const layers = lengths.map((length) => Float64Array.from({ length }, () => random.normal()));
  const input = rowMajor(
    Float32Array.from({ length: rows * inputs }, () => random.normal()),
    inputs,
  );
  const labels = Int32Array.from({ length: rows }, () => random.integer(classes));
  const meanLoss = (): number =>
    backward(layers, shape, input, labels, rows, perceptronWorkspace(shape, rows)) / rows;

  it.each(NAMES.map((name, index) => ({ name, index })))('backward gives ∂loss/∂$name', ({ index }) => {
    const workspace = perceptronWorkspace(shape, rows);
    backward(layers, shape, input, labels, rows, workspace);
    const layer = layers[index]!;
    const step = 1e-5;
    for (let element = 0; element < layer.length; element += 1) {
      const kept = layer[element]!;
      layer[element] = kept + step;
      const above = meanLoss();
      layer[element] = kept - step;
      const below = meanLoss();
      layer[element] = kept;
      const expected = (above - below) / (2 * step);
      const error = Math.abs(workspace.gradients[index]![element]! - expected);
      // Relative 1e-5, and 1e-9 for what rounding of the loss leaves of a difference of 2e-5.
      expect(error).toBeLessThanOrEqual(1e-5 * Math.abs(expected) + 1e-9);
    }
  });
});

describe('stepPerceptron', () => {
  it('stays finite for logits of ±1e4 and has their loss', () => {
    const shape = { inputs: 1, hidden: 1, classes: 2 };
    const one = float64([1]);
    const layers = [one, float64([0]), one, float64([0]), float64([1e4, -1e4]), float64([0, 0])];
    const workspace = perceptronWorkspace(shape, 2);
    const loss = backward(layers, shape, rowMajor(float64([1, 1]), 1), integers([0, 1]), 2, workspace);
    expect(loss).toBe(2e4);
    expect(Array.from(workspace.gradients[5]!)).toEqual([0.5, -0.5]);
    expect(workspace.gradients.every((gradient) => gradient.every(Number.isFinite))).toBe(true);
  });

  it('decays weights and leaves biases', () => {
    const shape = { inputs: 1, hidden: 1, classes: 2 };
    const layers = [[-1], [-1], [-1], [-1], [2, 2], [0.5, 0.5]].map(float64);
    const state = initPerceptron({ hidden: 1, layers });
    // All rectifiers are off and labels balance the logits: no gradient anywhere, only decay.
    const task = { features: standardized(2, 1, [1, 1]), labels: integers([0, 1]), classes: 2, batchSize: 2 };
    const workspace = perceptronWorkspace(shape, 2);
    stepPerceptron(state, shape, task.features, task.labels, { ...task, weightDecay: 0.5 }, 0.1, workspace);
    const decayed = [[-0.95], [-1], [-0.95], [-1], [1.9, 1.9], [0.5, 0.5]];
    decayed.forEach((expected, index) => expectClose(state.layers[index]!, expected, 1e-15));
  });
});
