import { describe, expect, it } from 'vitest';
import { findAdjustment } from '../../src/estimation/adjustment.js';
import { aggregateRun } from '../../src/estimation/aggregate.js';
import { evidence, isSaturated } from '../../src/estimation/decomposition.js';
import { COLUMN_NAMES, decomposeSamples, primitivesAt } from '../../src/estimation/interaction-columns.js';
import { Random } from '../../src/estimation/random.js';
import { float64, integers, mean } from './numbers.js';

function randomPrimitives(count: number) {
  const random = new Random(3, 'test/aggregate');
  const column = (): Float64Array => Float64Array.from({ length: count }, () => random.normal());
  return { i1: column(), i2: column(), i12: column(), h1: column(), h2: column() };
}

describe('aggregateRun', () => {
  const count = 300;
  const classIndex = Int32Array.from({ length: count }, (_, sample) => sample % 3);

  it('has the means of every column, over all and by class, as plain averaging gives them', () => {
    const columns = decomposeSamples(randomPrimitives(count));
    const { overall, classes, adjustment } = aggregateRun(columns, classIndex, 3);
    const samples = Array.from({ length: count }, (_, sample) => sample);
    const groups = [
      { group: overall, members: samples },
      ...classes.map((group, label) => ({ group, members: samples.filter((s) => s % 3 === label) })),
    ];
    for (const { group, members } of groups) {
      expect([group.count, group.nonFiniteCount]).toEqual([members.length, 0]);
      expect(group.saturatedCount).toBe(members.filter((s) => isSaturated(primitivesAt(columns, s))).length);
      for (const name of COLUMN_NAMES) {
        expect(group.means![name]).toBeCloseTo(mean(members.map((s) => columns[name][s]!)), 13);
      }
      for (const part of ['r', 'u1', 'u2', 's'] as const) {
        const expected = mean(members.map((s) => evidence(primitivesAt(columns, s))[part]));
        expect(group.evidence![part]).toBeCloseTo(expected, 13);
      }
    }
    const { r, u1, u2, s } = overall.means!;
    expect(adjustment).toEqual(findAdjustment({ R: r, U1: u1, U2: u2, S: s }));
  });

  it('has the largest information and the mean gap between the modalities’, of finite samples', () => {
    const columns = decomposeSamples({
      i1: float64([1, -7, 2, 100]),
      i2: float64([3, 1, 2, -100]),
      i12: float64([2, 5, 6, 100]),
      h1: float64([1, 1, 1, NaN]),
      h2: float64([1, 1, 1, 1]),
    });
    const found = aggregateRun(columns, integers([0, 0, 0, 0]), 1);
    expect(found.largestInformation).toBe(7);
    expect(found.informationGap).toBeCloseTo(10 / 3, 14);
    const none = decomposeSamples({ i1: float64([NaN]), i2: float64([1]), i12: float64([1]), h1: float64([1]), h2: float64([1]) }); // prettier-ignore
    expect(aggregateRun(none, integers([0]), 1)).toMatchObject({ largestInformation: 0, informationGap: 0 });
  });

  it.each([NaN, Infinity, -Infinity])(
    'leaves out and counts samples with %d, whichever value it is',
    (bad) => {
      for (const name of ['i1', 'i2', 'i12', 'h1', 'h2'] as const) {
        const primitives = randomPrimitives(count);
        primitives[name][4] = bad; // class 1
        const columns = decomposeSamples(primitives);
        const { overall, classes } = aggregateRun(columns, classIndex, 3);
        expect([overall.count, overall.nonFiniteCount]).toEqual([count, 1]);
        expect(classes.map((group) => group.nonFiniteCount)).toEqual([0, 1, 0]);
        for (const column of COLUMN_NAMES) {
          const others = Array.from(columns[column]).filter((_, sample) => sample !== 4);
          expect(overall.means![column]).toBeCloseTo(mean(others), 13);
        }
      }
    },
  );

  it('has no means for a group without finite samples, and no adjustment without any', () => {
    const bad = float64([NaN, 1]);
    const one = float64([1, 1]);
    const columns = decomposeSamples({ i1: bad, i2: one, i12: one, h1: one, h2: one });
    const { overall, classes } = aggregateRun(columns, integers([0, 1]), 3);
    expect(overall.means).not.toBeNull();
    expect(classes.map((group) => group.means === null)).toEqual([true, false, true]);
    expect(classes.map((group) => group.evidence === null)).toEqual([true, false, true]);
    expect(classes.map((group) => group.count)).toEqual([1, 1, 0]);

    const none = aggregateRun(
      decomposeSamples({ i1: float64([NaN]), i2: one, i12: one, h1: one, h2: one }),
      integers([0]),
      1,
    );
    expect([none.overall.means, none.overall.evidence]).toEqual([null, null]);
    expect(none.adjustment).toEqual({ offset: 0, rule: 'none' });
  });
});
