import type { RunFeatures } from '../src/estimation/run-features.js';

/**
 * The dataset with classifiers that know nothing in place of those to be trained: a run of it fits densities
 * alone.
 */
export function withoutClassifiers(dataset: RunFeatures): RunFeatures {
  const { first, second, classIndex, classes } = dataset;
  const rows = classIndex.length;
  const scores = { rows, columns: classes, data: new Float64Array(rows * classes).fill(-Math.log(classes)) };
  return { first, second, classIndex, classes, supplied: { first: scores, second: scores, both: scores } };
}
