import { describe, expect, it } from 'vitest';
import { threeWayXor } from '../../../validation/data/three-way-xor.js';
import { smallDiscreteXor, smallThreeWayXor } from '../../../validation/references/small-datasets.js';
import { mean, worstError } from '../../estimation/numbers.js';
import { expectPlanted } from '../expect-planted.js';
import { reference } from '../reference.js';
import { sumOf } from '../sum-of.js';

describe('the three-way XOR', () => {
  it.each([
    ['continuous', smallThreeWayXor(), reference.threeWayXor],
    ['discrete', smallDiscreteXor(), reference.discreteXor],
  ])("has SciPy's full information and surprisals by enumeration: %s", (_, xor, expected) => {
    expect(sumOf(xor.modalities)).toBeCloseTo(expected.sum, 8);
    expect(worstError(xor.i123, expected.i123)).toBeLessThan(1e-11);
    const samples = xor.classIndex.length;
    expect(xor.pairs.map(({ of }) => of)).toEqual([[0, 1], [0, 2], [1, 2]]); // prettier-ignore
    for (const { of, dataset } of xor.pairs) {
      const surprisal = (modality: number) => expected.h.slice(modality * samples, (modality + 1) * samples);
      expect(worstError(dataset.truth.h1, surprisal(of[0]))).toBeLessThan(1e-11);
      expect(worstError(dataset.truth.h2, surprisal(of[1]))).toBeLessThan(1e-11);
      expect(dataset.first).toBe(xor.modalities[of[0]]);
      expect(dataset.truth.i12.every((value) => value === 0)).toBe(true);
      expect(dataset.truth.s.every((value) => value === 0)).toBe(true);
      expectPlanted(dataset);
    }
  });

  it('has the mutual information of a bit flipped three times', () => {
    const flip = 0.1;
    const odd = 3 * flip * (1 - flip) ** 2 + flip ** 3;
    const exact = Math.LN2 + odd * Math.log(odd) + (1 - odd) * Math.log(1 - odd);
    const { i123 } = threeWayXor(40_000, { kind: 'discrete', flip }, 2);
    // Standard error .003.
    expect(Math.abs(mean(i123) - exact)).toBeLessThan(0.012);
  });

  it('has a whole bit without noise to speak of, and nothing in noise', () => {
    const clear = threeWayXor(500, { kind: 'continuous', spread: 0.05 }, 2);
    expect(worstError(clear.i123, new Array<number>(500).fill(Math.LN2))).toBeLessThan(1e-12);
    const blind = threeWayXor(500, { kind: 'discrete', flip: 0.5 }, 2);
    expect(blind.i123.every((value) => value === 0)).toBe(true);
  });
});
