import { describe, expect, it } from 'vitest';
import { randomKnifeStart } from '../../../src/estimation/densities/knife-start.js';
import type { ClassifierParameters, KnifeParameters } from '../../../src/estimation/engine.js';
import { Random } from '../../../src/estimation/random.js';
import { integers, normals, standardized } from '../numbers.js';
import {
  automaticGradients,
  differencesOf,
  plainGradients,
  wasmGradients,
  type GradientSource,
} from './gradient-sources.js';

/** Of the gradient's norm, against central differences in float64; a float32 engine's are within 2e-7 of it here. */
const TOLERANCES = { plain: 1e-8, wasm: 1e-6, tensorflow: 1e-6 } as const;

/** ‖actual − expected‖ / ‖expected‖ over all arrays together. */
function relativeError(actual: readonly Float64Array[], expected: readonly Float64Array[]): number {
  expect(actual.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
  let difference = 0;
  let norm = 0;
  expected.forEach((array, index) => {
    array.forEach((value, at) => {
      difference += (actual[index]![at]! - value) ** 2;
      norm += value ** 2;
    });
  });
  return Math.sqrt(difference / norm);
}

const sources: Readonly<Record<keyof typeof TOLERANCES, GradientSource>> = {
  plain: plainGradients,
  wasm: wasmGradients(),
  tensorflow: await automaticGradients(),
};

describe.each(Object.keys(TOLERANCES) as (keyof typeof TOLERANCES)[])('%s', (name) => {
  const source = sources[name];
  const expectNear = (actual: readonly Float64Array[], expected: readonly Float64Array[]): void => {
    expect(relativeError(actual, expected)).toBeLessThanOrEqual(TOLERANCES[name]);
  };

  it.each([
    { rows: 9, columns: 3, hidden: 6, classes: 3 },
    { rows: 64, columns: 20, hidden: 17, classes: 2 },
    { rows: 30, columns: 37, hidden: 8, classes: 11 },
  ])('perceptron, $rows rows, $columns → $hidden → $hidden → $classes', async (size) => {
    const { rows, columns, hidden, classes } = size;
    const random = new Random(31, `gradients/${columns}`);
    const lengths = [columns * hidden, hidden, hidden * hidden, hidden, hidden * classes, classes];
    const parameters: ClassifierParameters = {
      hidden,
      layers: lengths.map((length, at) =>
        Float64Array.from({ length }, () =>
          Math.fround(random.normal() / Math.sqrt(at === 0 ? columns : hidden)),
        ),
      ),
    };
    const task = {
      features: standardized(rows, columns, normals(32, 'gradients', rows * columns)),
      labels: integers(Array.from({ length: rows }, () => random.integer(classes))),
      classes,
      batchSize: rows,
      weightDecay: 0.01,
    };
    expectNear(await source.perceptron(task, parameters), await differencesOf.perceptron(task, parameters));
  });

  it.each([2, 5])('logistic regression of %d classes', async (classes) => {
    const [rows, columns] = [50, 12];
    const task = {
      features: standardized(rows, columns, normals(33, 'gradients/logistic', rows * columns)),
      labels: integers(Array.from({ length: rows }, (_, row) => row % classes)),
      classes,
    };
    const parameters = normals(34, 'gradients/weights', (columns + 1) * classes).map((value) =>
      Math.fround(value / 4),
    );
    expectNear(await source.logistic(task, parameters), await differencesOf.logistic(task, parameters));
  });

  it.each([
    { components: 3, dimension: 4, rows: 9, scaleLimit: 1 },
    { components: 1, dimension: 6, rows: 40, scaleLimit: 3 },
    { components: 4, dimension: 11, rows: 64, scaleLimit: 2 },
  ])('KNIFE, K = $components, d = $dimension, $rows rows', async (size) => {
    const { components, dimension, rows, scaleLimit } = size;
    const start = randomKnifeStart(components, dimension, new Random(35, `gradients/${dimension}`));
    const rounded = (values: Float64Array): Float64Array => values.map(Math.fround);
    const parameters: KnifeParameters = {
      ...start,
      logWeights: rounded(normals(36, 'gradients/shares', components)),
      means: rounded(start.means),
      logScales: rounded(start.logScales),
      triangles: rounded(start.triangles),
    };
    const features = standardized(rows, dimension, normals(37, 'gradients/knife', rows * dimension));
    const task = { features, batchSize: rows, scaleLimit };
    expectNear(await source.knife(task, parameters), await differencesOf.knife(task, parameters));
  });
});
