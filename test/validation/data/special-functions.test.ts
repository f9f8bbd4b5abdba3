import { expect, it } from 'vitest';
import { logSumExp } from '../../../validation/data/log-sum-exp.js';
import { digamma, logGamma } from '../../../validation/data/special-functions.js';
import { worstError } from '../../estimation/numbers.js';
import { reference } from '../reference.js';

it("has SciPy's log Γ and ψ", () => {
  const { points, logGamma: gammas, digamma: psis } = reference.specialFunctions;
  expect(worstError(points.map(logGamma), gammas)).toBeLessThan(1e-13);
  expect(worstError(points.map(digamma), psis)).toBeLessThan(1e-13);
});

it('sums exponentials of any size', () => {
  expect(logSumExp([])).toBe(-Infinity);
  expect(logSumExp([-Infinity, -Infinity])).toBe(-Infinity);
  expect(logSumExp([1000, 1000])).toBeCloseTo(1000 + Math.LN2, 12);
  expect(logSumExp([-1e5, -Infinity])).toBe(-1e5);
  expect(logSumExp([0, NaN])).toBeNaN();
});
