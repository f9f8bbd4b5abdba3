import { expect, it } from 'vitest';
import { gaussianClasses } from '../../../validation/data/gaussian-classes.js';
import { truthInStandardUnits } from '../../../validation/data/standard-units.js';
import { mean, worstError } from '../../estimation/numbers.js';

const options = { samples: 3000, classes: 3, irrelevantFirst: 2, irrelevantSpread: 50 };

it('gives the same truth whatever the units, and the information unchanged', () => {
  const plain = gaussianClasses(options, 1);
  const scaled = gaussianClasses({ ...options, firstUnit: 1e-4 }, 1);
  const [one, other] = [truthInStandardUnits(plain), truthInStandardUnits(scaled)];
  for (const name of ['i1', 'i12', 'h1', 'h2', 'r', 'u1', 'u2', 's'] as const) {
    expect(worstError(other[name], one[name])).toBeLessThan(1e-10);
  }
  expect(one.i12).toEqual(plain.truth.i12);
  expect(worstError(scaled.truth.r, plain.truth.r)).toBeGreaterThan(0.1);
});

it('counts an irrelevant column as a standard normal', () => {
  const wide = truthInStandardUnits(gaussianClasses(options, 1));
  const clean = truthInStandardUnits(gaussianClasses({ ...options, irrelevantFirst: 0 }, 1));
  // Two standard normals more; their standard error is .02.
  expect(mean(wide.h1) - mean(clean.h1)).toBeCloseTo(Math.log(2 * Math.PI) + 1, 1);
});
