import { describe, expect, it } from 'vitest';
import { assignFolds, setAside, splitByFold } from '../../src/estimation/folds.js';
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
