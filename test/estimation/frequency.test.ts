import { describe, expect, it } from 'vitest';
import {
  frequencyLogProbabilities,
  frequencySurprisal,
  mostFrequentCount,
} from '../../src/estimation/frequency.js';
import { Random } from '../../src/estimation/random.js';
import { expectClose, integers, range } from './numbers.js';

// Values 0, 0, 0, 1, 1, 2 of classes 0, 0, 1, 1, 1, 0; by hand below.
const codes = integers([0, 0, 0, 1, 1, 2]);
const labels = integers([0, 0, 1, 1, 1, 0]);

describe('frequencyLogProbabilities', () => {
  it('has the hand counts, each sample left out of its own', () => {
    // (n(x,y) + ½·½) / (n(x) + ½), counts without the sample itself.
    const expected = [
      [1.25 / 2.5, 1.25 / 2.5],
      [1.25 / 2.5, 1.25 / 2.5],
      [2.25 / 2.5, 0.25 / 2.5],
      [0.25 / 1.5, 1.25 / 1.5],
      [0.25 / 1.5, 1.25 / 1.5],
      [0.25 / 0.5, 0.25 / 0.5],
    ];
    const values = frequencyLogProbabilities(codes, 3, labels, 2, range(6));
    expectClose(values, expected.flat().map(Math.log), 1e-15);
  });

  it('scores the held samples alone, in their order', () => {
    const all = frequencyLogProbabilities(codes, 3, labels, 2, range(6));
    const some = frequencyLogProbabilities(codes, 3, labels, 2, integers([5, 2]));
    expect(Array.from(some)).toEqual([...all.subarray(10, 12), ...all.subarray(4, 6)]);
  });

  it('adds to one over classes, whatever the counts', () => {
    const random = new Random(10, 'test/frequency');
    const count = 500;
    const x = Int32Array.from({ length: count }, () => random.integer(60));
    const y = Int32Array.from({ length: count }, () => random.integer(5));
    const values = frequencyLogProbabilities(x, 60, y, 5, range(count));
    for (let start = 0; start < values.length; start += 5) {
      const sum = values.subarray(start, start + 5).reduce((all, value) => all + Math.exp(value), 0);
      expect(sum).toBeCloseTo(1, 12);
    }
  });

  it("does not look at the sample's own label, but for the prior", () => {
    // Sample 0's own counts are left out, so flipping its label moves its scores by the prior's ½ · 1/6 only.
    const flipped = integers([1, 0, 1, 1, 1, 0]);
    const values = frequencyLogProbabilities(codes, 3, flipped, 2, integers([0]));
    expectClose(values, [(1 + 0.5 / 3) / 2.5, (1 + 1 / 3) / 2.5].map(Math.log), 1e-14);
  });

  it('is finite for a value met once, and for a class with one sample', () => {
    const single = frequencyLogProbabilities(integers([0, 0, 1]), 2, integers([0, 0, 1]), 2, range(3));
    expect(single.every((value) => Number.isFinite(value))).toBe(true);
  });
});

describe('mostFrequentCount', () => {
  it('counts the samples of the most frequent class of each value', () => {
    // Value 0: classes 0, 0, 1; value 1: 1, 1; value 2: 0.
    expect(mostFrequentCount(codes, 3, labels, 2, range(6))).toBe(5);
    expect(mostFrequentCount(codes, 3, labels, 2, integers([2, 3]))).toBe(1);
  });

  it('lets classes as frequent as each other share: which of them is put first is chance', () => {
    const tied = [0, 0, 1, 1, 2, 2, 3];
    const found = mostFrequentCount(new Int32Array(7), 1, integers(tied), 4, range(7));
    expect(found).toBeCloseTo(2, 14);
    expect(mostFrequentCount(new Int32Array(7), 1, integers(tied), 4, integers([6]))).toBe(0);
  });

  it('adds up over folds', () => {
    const random = new Random(11, 'test/frequency');
    const x = Int32Array.from({ length: 200 }, () => random.integer(4));
    const y = Int32Array.from({ length: 200 }, () => random.integer(3));
    const of = (held: Int32Array): number => mostFrequentCount(x, 4, y, 3, held);
    const parts = [0, 1, 2].map((fold) => of(range(200).filter((sample) => sample % 3 === fold)));
    expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(of(range(200)), 10);
  });
});

describe('frequencySurprisal', () => {
  it('has the hand counts, each sample left out of its own', () => {
    // −log (n(x) + ½·⅓) / (5 + ½)
    const of = (others: number): number => -Math.log((others + 1 / 6) / 5.5);
    expectClose(frequencySurprisal(codes, 3, range(6)), [of(2), of(2), of(2), of(1), of(1), of(0)], 1e-15);
    expectClose(frequencySurprisal(codes, 3, integers([5, 0])), [of(0), of(2)], 1e-15);
  });

  it('is the surprisal of a distribution: over unseen and seen values it adds to one', () => {
    // Leaving out the only sample of value 2 leaves 3, 2 and 0.
    const shares = [3, 2, 0].map((n) => (n + 1 / 6) / 5.5);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 15);
    expect(frequencySurprisal(codes, 3, integers([5]))[0]).toBeCloseTo(-Math.log(shares[2]!), 14);
  });

  it('is 0 where there is one value', () => {
    expectClose(frequencySurprisal(integers([0, 0, 0]), 1, range(3)), [0, 0, 0], 1e-15);
  });
});
