import type { ClassifierParameters, ClassifierSession, ClassifierTask, Standardized } from '../../engine.js';
import { adamwRates } from '../adamw-rates.js';
import type { Region } from './arena.js';
import { gatherRows } from './gather-rows.js';
import type { Kernels } from './kernels.js';

/** Rows scored at a time: bounds the workspace whatever the number of rows. */
const SCORING_ROWS = 256;

/**
 * The wasm engine's training of one perceptron, in float32. Weights lie one after the other, then the biases, so
 * that the optimiser goes through each kind in one call.
 */
export function wasmClassifierSession(
  kernels: Kernels,
  region: Region,
  task: ClassifierTask,
  initial: ClassifierParameters,
): ClassifierSession {
  const { batchSize, weightDecay, classes } = task;
  const { columns } = task.features;
  const { hidden } = initial;
  const lengths = [columns * hidden, hidden, hidden * hidden, hidden, hidden * classes, classes];
  const weights = lengths[0]! + lengths[2]! + lengths[4]!;
  const total = lengths.reduce((sum, length) => sum + length, 0);
  // [W1, b1, W2, b2, W3, b3], in elements from the start of a block.
  const offsets = [
    0,
    weights,
    lengths[0]!,
    weights + hidden,
    lengths[0]! + lengths[2]!,
    weights + 2 * hidden,
  ];

  const parameters = region.floats(total);
  const gradient = region.floats(total);
  const first = region.floats(total);
  const second = region.floats(total);
  const rowsAtOnce = Math.max(batchSize, SCORING_ROWS);
  const input = region.floats(rowsAtOnce * columns);
  const labels = region.integers(batchSize);
  const activation1 = region.floats(rowsAtOnce * hidden);
  const activation2 = region.floats(rowsAtOnce * hidden);
  const logits = region.floats(rowsAtOnce * classes);
  const back1 = region.floats(batchSize * hidden);
  const back2 = region.floats(batchSize * hidden);
  region.float32(first, total).fill(0);
  region.float32(second, total).fill(0);
  let steps = 0;

  const [w1, b1, w2, b2, w3, b3] = offsets.map((offset) => parameters + 4 * offset) as Six;
  const [g1, c1, g2, c2, g3, c3] = offsets.map((offset) => gradient + 4 * offset) as Six;
  put(initial);

  function put({ layers }: ClassifierParameters): void {
    const values = region.float32(parameters, total);
    layers.forEach((layer, index) => values.set(layer, offsets[index]));
  }

  function forward(rows: number): void {
    const { sgemm, addBias } = kernels;
    sgemm(rows, hidden, columns, input, columns, 1, w1, hidden, 1, activation1, hidden, false);
    addBias(activation1, b1, rows, hidden, true);
    sgemm(rows, hidden, hidden, activation1, hidden, 1, w2, hidden, 1, activation2, hidden, false);
    addBias(activation2, b2, rows, hidden, true);
    sgemm(rows, classes, hidden, activation2, hidden, 1, w3, classes, 1, logits, classes, false);
    addBias(logits, b3, rows, classes, false);
  }

  function backward(rows: number): number {
    const { sgemm, sumRows, blockInactive, softmaxGradient } = kernels;
    const loss = softmaxGradient(logits, labels, rows, classes, 1 / rows);
    sgemm(hidden, classes, rows, activation2, 1, hidden, logits, classes, 1, g3, classes, false);
    sumRows(logits, rows, classes, c3);
    sgemm(rows, hidden, classes, logits, classes, 1, w3, 1, classes, back2, hidden, false);
    blockInactive(back2, activation2, rows * hidden);
    sgemm(hidden, hidden, rows, activation1, 1, hidden, back2, hidden, 1, g2, hidden, false);
    sumRows(back2, rows, hidden, c2);
    sgemm(rows, hidden, hidden, back2, hidden, 1, w2, 1, hidden, back1, hidden, false);
    blockInactive(back1, activation1, rows * hidden);
    sgemm(columns, hidden, rows, input, 1, columns, back1, hidden, 1, g1, hidden, false);
    sumRows(back1, rows, hidden, c1);
    return loss;
  }

  function update(learningRate: number): void {
    steps += 1;
    const { rate, secondCorrection, keep } = adamwRates(steps, learningRate, weightDecay);
    kernels.adamw(parameters, gradient, first, second, weights, rate, secondCorrection, keep);
    const bytes = 4 * weights;
    const [at, slope] = [parameters + bytes, gradient + bytes];
    kernels.adamw(at, slope, first + bytes, second + bytes, total - weights, rate, secondCorrection, 1);
  }

  return {
    trainEpoch(order, learningRate) {
      let loss = 0;
      for (let start = 0; start < order.length; start += batchSize) {
        const rows = order.subarray(start, start + batchSize);
        gatherRows(task.features, rows, 0, rows.length, region.float32(input, rows.length * columns));
        const taken = region.int32(labels, rows.length);
        for (let row = 0; row < rows.length; row += 1) taken[row] = task.labels[rows[row]!]!;
        forward(rows.length);
        loss += backward(rows.length);
        update(learningRate);
      }
      return Promise.resolve(loss / order.length);
    },
    logits(features: Standardized, of?: Int32Array) {
      const count = of?.length ?? features.rows;
      const scores = new Float64Array(count * classes);
      for (let start = 0; start < count; start += SCORING_ROWS) {
        const rows = Math.min(SCORING_ROWS, count - start);
        gatherRows(features, of, start, rows, region.float32(input, rows * columns));
        forward(rows);
        scores.set(region.float32(logits, rows * classes), start * classes);
      }
      return Promise.resolve(scores);
    },
    parameters() {
      const values = region.float32(parameters, total);
      const layers = offsets.map((offset, index) =>
        Float64Array.from(values.subarray(offset, offset + lengths[index]!)),
      );
      return Promise.resolve({ hidden, layers });
    },
    restore(given) {
      put(given);
      return Promise.resolve();
    },
    close() {
      region.close();
      return Promise.resolve();
    },
  };
}

type Six = [number, number, number, number, number, number];
