import type { Matrix } from '../domain/matrix.js';
import { LEAST_PROBABILITY } from './label-probabilities.js';
import { mostProbableClass } from './most-probable-class.js';
import type { Predictions } from './predictions.type.js';

const PER_MODEL = 4;

/**
 * What the models' outputs alone tell of a sample, never its label. Four columns a model: the logarithm of its largest
 * probability, its entropy, the margin between its two largest probabilities, and the logarithm of what it gives
 * to the class most probable on average; then the same of the average, less the last. Nats, margins apart.
 *
 * @returns `[N, 4M + 3]` float32
 */
export function gateFeatures({ models, classes, labels }: Predictions): Matrix {
  const rows = labels.length;
  const columns = PER_MODEL * models.length + PER_MODEL - 1;
  const data = new Float32Array(rows * columns);
  const average = new Float64Array(classes);
  for (let row = 0; row < rows; row += 1) {
    average.fill(0);
    for (const { probabilities } of models) {
      for (let c = 0; c < classes; c += 1) {
        average[c]! += probabilities[row * classes + c]! / models.length;
      }
    }
    const consensus = mostProbableClass(average, 0, classes);
    let column = row * columns;
    for (const { probabilities } of models) {
      writeShape(data, column, probabilities, row * classes, classes);
      data[column + 3] = safeLog(probabilities[row * classes + consensus]!);
      column += PER_MODEL;
    }
    writeShape(data, column, average, 0, classes);
  }
  return { rows, columns, data };
}

/** Log of the largest probability, entropy and margin. */
function writeShape(
  into: Float32Array,
  column: number,
  probabilities: Float32Array | Float64Array,
  start: number,
  classes: number,
): void {
  let largest = 0;
  let second = 0;
  let entropy = 0;
  for (let c = 0; c < classes; c += 1) {
    const probability = probabilities[start + c]!;
    if (probability > largest) {
      second = largest;
      largest = probability;
    } else if (probability > second) second = probability;
    entropy -= probability * safeLog(probability);
  }
  into[column] = safeLog(largest);
  into[column + 1] = entropy;
  into[column + 2] = largest - second;
}

function safeLog(probability: number): number {
  return Math.log(Math.max(LEAST_PROBABILITY, probability));
}
