import { describe, expect, it } from 'vitest';
import { lsmi } from '../../../src/estimation/decomposition.js';
import { decomposeSamples, primitivesAt } from '../../../src/estimation/interaction-columns.js';
import { combineRepetitions } from '../../../src/estimation/uncertainty/combine-repetitions.js';
import { randomColumns } from '../random-columns.js';

describe('combineRepetitions', () => {
  const repetitions = [0, 1, 2].map((repetition) =>
    randomColumns(100, `combine-repetitions/${String(repetition)}`),
  );

  it('leaves a single repetition as it is, without a spread', () => {
    const combined = combineRepetitions([repetitions[0]!]);
    expect(combined.columns).toBe(repetitions[0]);
    expect(combined.spread).toBeNull();
  });

  it('decomposes the averaged primitives, sample by sample', () => {
    const { columns } = combineRepetitions(repetitions);
    for (let sample = 0; sample < 100; sample += 1) {
      const average = (name: 'i1' | 'i2' | 'i12' | 'h1' | 'h2'): number =>
        (repetitions[0]![name][sample]! + repetitions[1]![name][sample]! + repetitions[2]![name][sample]!) /
        3;
      expect(primitivesAt(columns, sample)).toEqual({
        i1: average('i1'),
        i2: average('i2'),
        i12: average('i12'),
        h1: average('h1'),
        h2: average('h2'),
      });
      const { r, s } = lsmi(primitivesAt(columns, sample));
      expect([columns.r[sample], columns.s[sample]]).toEqual([r, s]);
    }
  });

  it('has no spread where the repetitions say the same, and no value where one is not finite', () => {
    const same = combineRepetitions([repetitions[0]!, repetitions[0]!]);
    expect(Math.max(...same.spread!.r)).toBe(0);
    const i1 = repetitions[1]!.i1.slice();
    i1[7] = NaN;
    const broken = combineRepetitions([repetitions[0]!, decomposeSamples({ ...repetitions[1]!, i1 })]);
    expect(broken.columns.r[7]).toBeNaN();
    expect(broken.spread!.r[7]).toBeNaN();
    expect(broken.columns.r[8]).not.toBeNaN();
  });
});
