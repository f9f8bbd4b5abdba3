import { describe, expect, it } from 'vitest';
import {
  evidence,
  followed,
  isSaturated,
  lsmi,
  type Primitives,
} from '../../src/estimation/decomposition.js';
import { Random } from '../../src/estimation/random.js';
import { exactMeans, exactPrimitives, logicTasks, worstMean } from './truth-tables.js';

const random = new Random(1, 'test/decomposition');

function drawPrimitives(informationScale: number, surprisalScale: number): Primitives {
  return {
    i1: informationScale * random.normal(),
    i2: informationScale * random.normal(),
    i12: informationScale * random.normal(),
    h1: surprisalScale * random.normal(),
    h2: surprisalScale * random.normal(),
  };
}

/** Every sign and order of the information, over scales from denormal to nearly overflowing. */
const scales = [
  [1, 1],
  [1, 1e-3],
  [1, 30],
  [1e-300, 1e-300],
  [1e300, 1e300],
  [1e-300, 1e300],
  [1e-3, 1e6],
  [5, 1e17],
] as const;

describe('followed', () => {
  it('is the information that redundancy moves with, nat for nat', () => {
    const step = 1e-7;
    for (let draw = 0; draw < 2000; draw += 1) {
      const sample = drawPrimitives(1, 1);
      const found = followed(sample);
      for (const [rule, r] of [
        ['lsmi', lsmi],
        ['evidence', evidence],
      ] as const) {
        for (const name of ['i1', 'i2'] as const) {
          const moved = { ...sample, [name]: sample[name] + step };
          const slope = (r(moved).r - r(sample).r) / step;
          // Differences of numbers near 1 are exact to 1e-16/step; a kink within the step is too rare to be met.
          expect(Math.abs(slope - (found[rule] === name ? 1 : 0))).toBeLessThan(1e-7);
        }
      }
    }
  });

  it('is neither where one modality speaks for the label and the other against it, or not at all', () => {
    expect(followed({ i1: 1, i2: -2, i12: 0, h1: 0, h2: 0 }).evidence).toBeNull();
    expect(followed({ i1: 0, i2: 2, i12: 0, h1: 0, h2: 0 }).evidence).toBeNull();
    expect(followed({ i1: NaN, i2: 2, i12: 0, h1: 0, h2: 0 }).evidence).toBeNull();
    expect(followed({ i1: -1e-300, i2: -2e-300, i12: 0, h1: 0, h2: 0 }).evidence).toBe('i1');
  });
});

describe.each(scales)('with information of scale %d and surprisals of scale %d', (information, surprisal) => {
  const samples = Array.from({ length: 2000 }, () => drawPrimitives(information, surprisal));

  it.each([
    ['lsmi', lsmi],
    ['evidence', evidence],
  ])('%s keeps r+u1 = i1, r+u2 = i2, r+u1+u2+s = i12', (_, rule) => {
    for (const sample of samples) {
      const { r, u1, u2, s } = rule(sample);
      // Two roundings of numbers as large as the largest of them.
      const slack = 4 * Number.EPSILON * Math.max(...[r, u1, u2, s, sample.i12].map(Math.abs));
      expect(Math.abs(r + u1 - sample.i1)).toBeLessThanOrEqual(slack);
      expect(Math.abs(r + u2 - sample.i2)).toBeLessThanOrEqual(slack);
      expect(Math.abs(r + u1 + u2 + s - sample.i12)).toBeLessThanOrEqual(slack);
    }
  });

  it('lsmi keeps r between i1 and i2', () => {
    for (const sample of samples) {
      const { r } = lsmi(sample);
      expect(r).toBeGreaterThanOrEqual(Math.min(sample.i1, sample.i2));
      expect(r).toBeLessThanOrEqual(Math.max(sample.i1, sample.i2));
    }
  });

  it('lsmi gives exactly i1 or i2 where saturated, and something strictly between elsewhere', () => {
    let saturated = 0;
    for (const sample of samples) {
      const { i1, i2, h1, h2 } = sample;
      const { r } = lsmi(sample);
      if (!isSaturated(sample)) {
        expect(r).not.toBe(h1 < h2 ? i1 : i2);
        continue;
      }
      saturated += 1;
      expect(r).toBe(h1 < h2 ? i1 : i2);
    }
    expect(saturated).toBeGreaterThan(0);
  });

  it('lsmi does not depend on which modality comes first', () => {
    for (const { i1, i2, i12, h1, h2 } of samples) {
      const straight = lsmi({ i1, i2, i12, h1, h2 });
      const swapped = lsmi({ i1: i2, i2: i1, i12, h1: h2, h2: h1 });
      expect([swapped.r, swapped.u1, swapped.u2]).toEqual([straight.r, straight.u2, straight.u1]);
    }
  });
});

describe('lsmi', () => {
  it('is min(h1, h2) − min(h1 − i1, h2 − i2)', () => {
    for (let sample = 0; sample < 5000; sample += 1) {
      const drawn = drawPrimitives(2, 3);
      const { i1, i2, h1, h2 } = drawn;
      expect(lsmi(drawn).r).toBeCloseTo(Math.min(h1, h2) - Math.min(h1 - i1, h2 - i2), 12);
    }
  });

  it('is linear in δ = h1 − h2 between 0 and Δ = i1 − i2', () => {
    for (let sample = 0; sample < 2000; sample += 1) {
      const { i1, i2, i12, h2 } = drawPrimitives(2, 3);
      const t = random.uniform();
      const inside = { i1, i2, i12, h1: h2 + t * (i1 - i2), h2 };
      const delta = t * (i1 - i2);
      // From the larger of i1 and i2 at δ = 0 down to the smaller at δ = Δ.
      const expected = Math.max(i1, i2) - Math.abs(delta);
      expect(lsmi(inside).r).toBeCloseTo(expected, 12);
    }
  });

  it('survives surprisals of 5e23 in both modalities, as far outliers have', () => {
    const { r, u1, u2, s } = lsmi({ i1: 0.5, i2: 0.7, i12: 1, h1: 5e23, h2: 6e23 });
    expect([r, u1, u2, s]).toEqual([0.5, 0, 0.7 - 0.5, 1 - 0.5 - (0.7 - 0.5)]);
  });

  it('follows an infinite surprisal as a limit, and gives NaN where there is none', () => {
    const finite = { i1: 0.3, i2: -0.2, i12: 0.4, h1: 1, h2: 2 };
    expect(lsmi({ ...finite, h1: Infinity }).r).toBe(-0.2);
    expect(lsmi({ ...finite, h2: Infinity }).r).toBe(0.3);
    expect(lsmi({ ...finite, h1: Infinity, h2: Infinity }).r).toBeNaN();
    for (const name of ['i1', 'i2', 'h1', 'h2'] as const)
      expect(lsmi({ ...finite, [name]: NaN }).r).toBeNaN();
  });

  it.each(Object.entries(logicTasks))('has the exact means of %s', (_, { outcomes, raw }) => {
    expect(worstMean(exactMeans(exactPrimitives(outcomes)), raw)).toBeLessThan(1e-14);
  });
});

describe('isSaturated', () => {
  const of = (i1: number, i2: number, delta: number): boolean =>
    isSaturated({ i1, i2, i12: 0, h1: delta, h2: 0 });

  it('is true on the ends of the interval and outside, false inside', () => {
    expect([-1, 0, 0.5, 1, 2].map((delta) => of(1, 0, delta))).toEqual([true, true, false, true, true]);
    expect([-2, -1, -0.5, 0, 1].map((delta) => of(0, 1, delta))).toEqual([true, true, false, true, true]);
  });

  it('is never true where i1 = i2', () => {
    expect([-1, 0, 1].map((delta) => of(0.4, 0.4, delta))).toEqual([false, false, false]);
  });
});

describe('evidence', () => {
  it.each([
    [1, 2, 1],
    [2, 1, 1],
    [-1, -2, -1],
    [-2, -1, -1],
    [1, -2, 0],
    [-1, 2, 0],
    [0, 2, 0],
    [0, -2, 0],
    [0, 0, 0],
    [1e-300, 1e300, 1e-300],
  ])('of i1 = %d and i2 = %d has r = %d', (i1, i2, r) => {
    expect(evidence({ i1, i2, i12: 0, h1: NaN, h2: Infinity }).r).toBe(r);
  });

  it('is symmetric, odd, and never falls when i1 or i2 rises', () => {
    const r = (i1: number, i2: number): number => evidence({ i1, i2, i12: 0, h1: 0, h2: 0 }).r;
    for (let sample = 0; sample < 5000; sample += 1) {
      const [i1, i2, more] = [random.normal(), random.normal(), random.uniform()];
      expect(r(i2, i1)).toBe(r(i1, i2));
      expect(r(-i1, -i2)).toBeCloseTo(-r(i1, i2), 15);
      expect(r(i1 + more, i2)).toBeGreaterThanOrEqual(r(i1, i2));
    }
  });

  it('is the pointwise lattice rule with the positive and negative parts of i as its two terms', () => {
    for (let sample = 0; sample < 5000; sample += 1) {
      const { i1, i2, ...rest } = drawPrimitives(1, 1);
      const positive = Math.min(Math.max(i1, 0), Math.max(i2, 0));
      const negative = Math.min(Math.max(-i1, 0), Math.max(-i2, 0));
      expect(evidence({ i1, i2, ...rest }).r).toBeCloseTo(positive - negative, 15);
    }
  });
});
