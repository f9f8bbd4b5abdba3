import { describe, expect, it } from 'vitest';
import { lsmi } from '../../src/estimation/decomposition.js';
import {
  COLUMN_NAMES,
  componentsAt,
  decomposeSamples,
  nonFiniteReason,
  primitivesAt,
} from '../../src/estimation/interaction-columns.js';
import { float64 } from './numbers.js';

const primitives = {
  i1: float64([0.5, NaN, 0.1, 0.2]),
  i2: float64([0.25, 0.1, 0.1, -Infinity]),
  i12: float64([1, 1, 1, 1]),
  h1: float64([2, 2, Infinity, 2]),
  h2: float64([3, 3, 3, 3]),
};

describe('decomposeSamples', () => {
  it('keeps the primitives and adds the LSMI components of each sample', () => {
    const columns = decomposeSamples(primitives);
    expect(Object.keys(columns).sort()).toEqual([...COLUMN_NAMES].sort());
    for (let sample = 0; sample < 4; sample += 1) {
      expect(componentsAt(columns, sample)).toEqual(lsmi(primitivesAt(columns, sample)));
    }
    for (const name of ['i1', 'i2', 'i12', 'h1', 'h2'] as const) {
      expect(columns[name]).toEqual(primitives[name]);
    }
  });

  it('takes no samples', () => {
    const none = new Float64Array(0);
    const columns = decomposeSamples({ i1: none, i2: none, i12: none, h1: none, h2: none });
    expect(COLUMN_NAMES.map((name) => columns[name].length)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });
});

describe('nonFiniteReason', () => {
  const columns = decomposeSamples(primitives);

  it('is null for a finite sample', () => expect(nonFiniteReason(columns, 0)).toBeNull());

  it('names every value that is not finite, in stored order', () => {
    expect(nonFiniteReason(columns, 1)).toBe('i1 = NaN, r = NaN, u1 = NaN, u2 = NaN, s = NaN');
    expect(nonFiniteReason(columns, 2)).toBe('h1 = Infinity');
    expect(nonFiniteReason(columns, 3)).toMatch(/^i2 = -Infinity, u2 = -Infinity, s = Infinity$/);
  });
});
