import type { ClassifierParameters, ClassifierTask, Standardized } from '../../../src/estimation/engine.js';
import { Random } from '../../../src/estimation/random.js';
import { normalFeatures } from './normals.js';

/** One Adam step of each of three perceptrons: of x1, of x2 and of both beside each other. */
export interface ClassifiersProblem {
  readonly tasks: readonly ClassifierTask[];
  readonly initial: readonly ClassifierParameters[];
  readonly learningRate: number;
}

const BATCHES = 8;
const HIDDEN = 64;
const CLASSES = 10;

/** @param dimension of x1 and of x2 */
export function classifiersProblem(dimension: number, batchSize: number): ClassifiersProblem {
  const rows = BATCHES * batchSize;
  const random = new Random(1, `bench/classifiers-${dimension}`);
  const labels = Int32Array.from({ length: rows }, () => random.integer(CLASSES));
  const widths = [dimension, dimension, 2 * dimension];
  const task = (features: Standardized): ClassifierTask => ({
    features,
    labels,
    classes: CLASSES,
    batchSize,
    weightDecay: 0,
  });
  const layer = (fanIn: number, length: number): Float64Array =>
    Float64Array.from({ length }, () => (2 * random.uniform() - 1) / Math.sqrt(fanIn));
  return {
    tasks: widths.map((width) => task(normalFeatures(rows, width, `classifiers-${width}`))),
    initial: widths.map((width) => ({
      hidden: HIDDEN,
      layers: [
        layer(width, width * HIDDEN),
        layer(width, HIDDEN),
        layer(HIDDEN, HIDDEN * HIDDEN),
        layer(HIDDEN, HIDDEN),
        layer(HIDDEN, HIDDEN * CLASSES),
        layer(HIDDEN, CLASSES),
      ],
    })),
    learningRate: 1e-4,
  };
}
