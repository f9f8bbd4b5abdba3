import { expect } from 'vitest';
import { lsmi } from '../../src/estimation/decomposition.js';
import { COLUMN_NAMES, componentsAt, primitivesAt } from '../../src/estimation/interaction-columns.js';
import type { PlantedDataset } from '../../validation/data/planted-dataset.type.js';
import { worstError } from '../estimation/numbers.js';

/**
 * What holds for every planted dataset: finite features and truth, posteriors and prior that sum to one,
 * information that is the posterior of the own label, components that are LSMI's with its identities.
 */
export function expectPlanted(dataset: PlantedDataset): void {
  const { first, second, classIndex, classes, logPrior, logPosteriors, truth } = dataset;
  const samples = classIndex.length;
  expect(samples).toBeGreaterThan(0);
  for (const { rows, columns, data } of [first, second]) {
    expect(rows).toBe(samples);
    expect(data.length).toBe(rows * columns);
    expect(data.every(Number.isFinite)).toBe(true);
  }
  expect(total(logPrior)).toBeCloseTo(1, 12);
  for (const [subject, name] of [
    ['first', 'i1'],
    ['second', 'i2'],
    ['both', 'i12'],
  ] as const) {
    const sums = Array.from({ length: samples }, (_, row) =>
      total(logPosteriors[subject].subarray(row * classes, (row + 1) * classes)),
    );
    expect(worstError(sums, new Array<number>(samples).fill(1))).toBeLessThan(1e-12);
    const own = Array.from(classIndex, (label, row) => logPosteriors[subject][row * classes + label]!);
    const information = own.map((value, row) => value - logPrior[classIndex[row]!]!);
    expect(worstError(truth[name], information)).toBeLessThan(1e-12);
  }
  for (const name of COLUMN_NAMES) {
    expect(truth[name].length).toBe(samples);
    expect(truth[name].every(Number.isFinite)).toBe(true);
  }
  for (let sample = 0; sample < samples; sample += 1) {
    const parts = componentsAt(truth, sample);
    const { i1, i2, i12 } = primitivesAt(truth, sample);
    expect(parts).toEqual(lsmi(primitivesAt(truth, sample)));
    const { r, u1, u2, s } = parts;
    expect(worstError([r + u1, r + u2, r + u1 + u2 + s], [i1, i2, i12])).toBeLessThan(1e-12);
  }
}

const total = (logs: Float64Array): number => logs.reduce((sum, value) => sum + Math.exp(value), 0);
