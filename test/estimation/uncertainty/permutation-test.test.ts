import { describe, expect, it } from 'vitest';
import {
  permutationPValues,
  permuteLabels,
  TESTED_STATISTICS,
  type TestedStatistics,
} from '../../../src/estimation/uncertainty/permutation-test.js';
import { Random } from '../../../src/estimation/random.js';
import { integers, mean } from '../numbers.js';

/** The same value for every statistic. */
const all = (value: number): TestedStatistics => ({ I1: value, I2: value, I12: value, R: value, S: value });

const pOf = (observed: number, nulls: readonly number[]): number =>
  permutationPValues(all(observed), nulls.map(all)).R;

describe('permutationPValues', () => {
  it('counts the permutations that reach each observed value, and the observed one', () => {
    const observed = { I1: 0.5, I2: -0.1, I12: 0.9, R: 0.2, S: 0 };
    const nulls = [
      { I1: 0.1, I2: 0.3, I12: 1, R: 0.1, S: -0.1 },
      { I1: 0.6, I2: 0.2, I12: 1, R: 0.1, S: -0.2 },
      { I1: 0.2, I2: 0.1, I12: 0.8, R: 0.1, S: -0.3 },
    ];
    expect(permutationPValues(observed, nulls)).toEqual({ I1: 0.5, I2: 1, I12: 0.75, R: 0.25, S: 0.25 });
    expect(Object.keys(permutationPValues(observed, nulls))).toEqual([...TESTED_STATISTICS]);
  });

  it('counts ties against the observed value, also those that rounding hides', () => {
    expect(pOf(0.3, [0.3, 0.2, 0.1])).toBe(0.5);
    expect(pOf(0.1 + 0.2, [0.3])).toBe(1); // the two differ in the last bit
    expect(pOf(-1, [-1 - 1e-15, -1.001])).toBe(2 / 3);
    expect(pOf(0.3, [0.3 - 1e-9])).toBe(0.5);
  });

  it('is never 0, and 1 without permutations', () => {
    expect(pOf(5, [1, 2, 3])).toBe(0.25);
    expect(pOf(5, [])).toBe(1);
  });

  it('counts a permutation of NaN against the observed value, and has no p-value for an observed NaN', () => {
    expect(pOf(1, [NaN, 0, 0])).toBe(0.5);
    expect(pOf(NaN, [0, 0])).toBeNaN();
  });

  it('follows infinite values as their order says', () => {
    expect(pOf(Infinity, [0, Infinity, 1])).toBe(0.5);
    expect(pOf(-Infinity, [0, 1, -Infinity])).toBe(1);
    expect(pOf(0, [Infinity, -Infinity, -Infinity])).toBe(0.5);
  });

  it('is below .05 in about 5% of data without any relation, with labels shuffled by permuteLabels', () => {
    const random = new Random(6, 'test/permutation');
    const labels = integers(Array.from({ length: 40 }, (_, sample) => sample % 2));
    const trials = 600;
    let rejected = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      const values = Float64Array.from({ length: 40 }, () => random.normal());
      const statistic = (of: Int32Array): number =>
        mean(values.filter((_, s) => of[s] === 1)) - mean(values.filter((_, s) => of[s] === 0));
      const nulls = Array.from({ length: 39 }, () => statistic(permuteLabels(labels, random)));
      if (pOf(statistic(labels), nulls) <= 0.05) rejected += 1;
    }
    // Exactly 2 of 40 ranks reject; four standard deviations of a share of 600 are 3.6%.
    expect(Math.abs(rejected / trials - 0.05)).toBeLessThan(0.036);
  });
});

describe('permuteLabels', () => {
  const labels = integers(Array.from({ length: 60 }, (_, sample) => (sample < 10 ? 2 : sample % 2)));

  it('keeps the classes and leaves the labels it was given alone', () => {
    const before = labels.slice();
    const permuted = permuteLabels(labels, new Random(1, 'null'));
    expect(labels).toEqual(before);
    expect(permuted).not.toEqual(labels);
    expect(permuted.slice().sort()).toEqual(labels.slice().sort());
  });

  it('is the same for the same stream, another for the next draw', () => {
    const random = new Random(1, 'null');
    const first = permuteLabels(labels, random);
    expect(permuteLabels(labels, new Random(1, 'null'))).toEqual(first);
    expect(permuteLabels(labels, random)).not.toEqual(first);
  });

  it('brings every label to every place equally often', () => {
    const random = new Random(2, 'null');
    const met = new Float64Array(60);
    for (let draw = 0; draw < 3000; draw += 1) {
      permuteLabels(labels, random).forEach((label, place) => (met[place]! += label === 2 ? 1 : 0));
    }
    // 10 of 60 labels: binomial of 3000 trials; five standard deviations.
    for (const times of met) expect(Math.abs(times - 500)).toBeLessThan(5 * Math.sqrt(3000 * (5 / 36)));
  });

  it('takes no labels and one', () => {
    expect(permuteLabels(integers([]), new Random(1, 'null'))).toEqual(integers([]));
    expect(permuteLabels(integers([3]), new Random(1, 'null'))).toEqual(integers([3]));
  });
});
