import { expect, it } from 'vitest';
import { referenceClassProblems, referenceDensities, REFERENCE_SEEDS } from '../../../validation/references/reference-problems.js'; // prettier-ignore
import { scikitReference } from '../../../validation/references/scikit-reference.js';

it('has a figure of scikit-learn for every problem, seed and number', () => {
  const { versions, densities, classifiers } = scikitReference();
  expect(Object.keys(versions)).toEqual(expect.arrayContaining(['numpy', 'scipy', 'scikit-learn']));
  expect(Object.keys(densities).sort()).toEqual(referenceDensities.map(({ name }) => name).sort());
  expect(Object.keys(classifiers).sort()).toEqual(referenceClassProblems.map(({ name }) => name).sort());
  const lists = [...Object.values(densities), ...Object.values(classifiers)].flatMap((record) =>
    Object.values(record as Readonly<Record<string, readonly number[]>>),
  );
  for (const list of lists) {
    expect(list).toHaveLength(REFERENCE_SEEDS.length);
    expect(list.every((value) => value > -0.01 && value < 100)).toBe(true);
  }
});

it('has the excess that counting parameters predicts for a single Gaussian', () => {
  const { densities } = scikitReference();
  for (const d of [8, 32, 128]) {
    const expected = (d * (d + 3)) / 2 / (2 * 8000); // parameters / 2N
    for (const name of [`iso d=${d}`, `AR(0.9) d=${d}`]) {
      for (const excess of densities[name]!.excessOfOneGaussian) {
        expect(excess).toBeGreaterThan(0.7 * expected);
        expect(excess).toBeLessThan(1.5 * expected + 0.002);
      }
    }
  }
});
