import { describe, expect, it } from 'vitest';
import {
  assignFolds,
  dealByClass,
  setAside,
  setAsideByClass,
  splitByFold,
} from '../../src/estimation/folds.js';
import { Random } from '../../src/estimation/random.js';
import { integers, range } from './numbers.js';

const shapes: readonly (readonly number[])[] = [
  [2, 2],
  [2, 3, 2, 2],
  [7, 5, 11],
  [100, 2, 33],
  [3, 3, 3, 3, 3, 3, 3],
];

/** Labels of the given class sizes, mixed. */
function labelsOf(sizes: readonly number[], seed: number): Int32Array {
  const labels = integers(sizes.flatMap((size, label) => new Array<number>(size).fill(label)));
  return new Random(seed, 'labels').shuffle(labels);
}

describe.each(shapes.map((sizes) => ({ sizes })))('assignFolds of classes $sizes', ({ sizes }) => {
  it.each([2, 3, 5])('deals %d folds that differ by one at most, over all and in every class', (folds) => {
    for (let seed = 0; seed < 20; seed += 1) {
      const labels = labelsOf(sizes, seed);
      const foldOf = assignFolds(labels, folds, seed);
      for (const label of [null, ...sizes.keys()]) {
        const counts = new Array<number>(folds).fill(0);
        foldOf.forEach((fold, sample) => {
          if (label === null || labels[sample] === label) counts[fold]! += 1;
        });
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      }
    }
  });

  it.each([2, 5])('meets every class in the training part of each of %d folds', (folds) => {
    for (let seed = 0; seed < 20; seed += 1) {
      const labels = labelsOf(sizes, seed);
      const foldOf = assignFolds(labels, folds, seed);
      for (let fold = 0; fold < folds; fold += 1) {
        const met = new Set(Array.from(splitByFold(foldOf, fold).training, (sample) => labels[sample]));
        expect(met.size).toBe(sizes.length);
      }
    }
  });
});

describe('assignFolds', () => {
  const labels = labelsOf([40, 60], 1);

  it('depends on the seed alone', () => {
    expect(assignFolds(labels, 5, 7)).toEqual(assignFolds(labels.slice(), 5, 7));
    expect(assignFolds(labels, 5, 7)).not.toEqual(assignFolds(labels, 5, 8));
  });

  it('puts each sample in each fold equally often over seeds', () => {
    const counts = new Float64Array(5);
    for (let seed = 0; seed < 2000; seed += 1) counts[assignFolds(labels, 5, seed)[17]!]! += 1;
    for (const count of counts) expect(Math.abs(count - 400)).toBeLessThan(5 * Math.sqrt(320));
  });
});

describe('repetitions', () => {
  const labels = labelsOf([40, 60], 1);

  it('have folds of their own, the first those of a run without repetitions', () => {
    expect(assignFolds(labels, 5, 7, 0)).toEqual(assignFolds(labels, 5, 7));
    const all = [0, 1, 2].map((repetition) => assignFolds(labels, 5, 7, repetition).join());
    expect(new Set(all).size).toBe(3);
  });
});

describe('dealByClass', () => {
  it('deals as assignFolds does, from the source it is given', () => {
    const labels = labelsOf([7, 5, 11], 1);
    expect(dealByClass(labels, 4, new Random(7, 'folds'))).toEqual(assignFolds(labels, 4, 7));
    const random = new Random(7, 'other');
    expect(dealByClass(labels, 4, random)).not.toEqual(dealByClass(labels, 4, random));
  });
});

describe('splitByFold', () => {
  it('parts the samples, each part ascending', () => {
    const foldOf = integers([2, 0, 1, 0, 2, 1]);
    expect(splitByFold(foldOf, 2)).toEqual({ training: integers([1, 2, 3, 5]), held: integers([0, 4]) });
    expect(splitByFold(foldOf, 3)).toEqual({ training: range(6), held: integers([]) });
  });
});

describe('setAside', () => {
  it.each([
    [100, 0.12, 12],
    [10, 0.12, 1],
    [2, 0.12, 1],
    [3, 0.9, 1],
    [10, 0.9, 5],
    [3, 0, 1],
    [1, 0.5, 0],
    [0, 0.5, 0],
  ])('of %d members, share %d: %d', (members, share, expected) => {
    const { fitted, validation } = setAside(members, share, new Random(1, 'aside'));
    expect(validation.length).toBe(expected);
    expect(Int32Array.from([...fitted, ...validation]).sort()).toEqual(range(members));
  });
});

describe('setAsideByClass', () => {
  const countsOf = (labels: Int32Array, members: Int32Array, classes: number): number[] => {
    const counts = new Array<number>(classes).fill(0);
    for (const member of members) counts[labels[member]!]! += 1;
    return counts;
  };

  it.each([
    { sizes: [100, 2, 33], share: 0.12 },
    { sizes: [1, 1, 50], share: 0.25 },
    { sizes: [2, 2], share: 0.9 },
    { sizes: [1, 30], share: 1 },
    { sizes: [7, 5, 11], share: 0.5 },
  ])('takes the share $share of every class of $sizes, never its last row', ({ sizes, share }) => {
    for (let seed = 0; seed < 50; seed += 1) {
      const labels = labelsOf(sizes, seed);
      const { fitted, validation } = setAsideByClass(labels, share, new Random(seed, 'aside'));
      expect(Int32Array.from([...fitted, ...validation]).sort()).toEqual(range(labels.length));
      const left = countsOf(labels, fitted, sizes.length);
      sizes.forEach((size, label) => {
        expect(left[label]).toBeGreaterThanOrEqual(1);
        // No class gives more than its share rounded up; nor less than it rounded down, but for its last row.
        expect(size - left[label]!).toBeLessThanOrEqual(Math.ceil(size * share));
        expect(size - left[label]!).toBeGreaterThanOrEqual(Math.min(Math.floor(size * share), size - 1));
      });
    }
  });

  it('takes its share of small classes on the average', () => {
    const labels = labelsOf([200, 3], 1);
    let taken = 0;
    for (let seed = 0; seed < 2000; seed += 1) {
      taken += countsOf(labels, setAsideByClass(labels, 0.12, new Random(seed, 'aside')).validation, 2)[1]!;
    }
    // One of three rows in .36 of the draws: binomial.
    expect(Math.abs(taken - 720)).toBeLessThan(5 * Math.sqrt(2000 * 0.36 * 0.64));
  });

  it('takes every row of a class equally often', () => {
    const labels = labelsOf([30, 20], 1);
    const counts = new Float64Array(50);
    for (let seed = 0; seed < 2000; seed += 1) {
      for (const member of setAsideByClass(labels, 0.2, new Random(seed, 'aside')).validation) {
        counts[member]! += 1;
      }
    }
    for (const count of counts) expect(Math.abs(count - 400)).toBeLessThan(5 * Math.sqrt(320));
  });

  it('sets rows aside whatever their class where every class has but one', () => {
    const { fitted, validation } = setAsideByClass(range(6), 0.3, new Random(1, 'aside'));
    expect([fitted.length, validation.length]).toEqual([4, 2]);
    const alone = setAsideByClass(integers([0]), 0.3, new Random(1, 'aside'));
    expect([alone.fitted.length, alone.validation.length]).toEqual([1, 0]);
  });

  it('depends on the random source alone', () => {
    const labels = labelsOf([30, 20], 1);
    const draw = (seed: number) => setAsideByClass(labels, 0.2, new Random(seed, 'aside'));
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });
});
