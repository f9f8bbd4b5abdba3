import { describe, expect, it } from 'vitest';
import { decomposeSamples, type InteractionColumns } from '../../../src/estimation/interaction-columns.js';
import { Random } from '../../../src/estimation/random.js';
import {
  averagePrimitives,
  repetitionSpread,
} from '../../../src/estimation/uncertainty/repetition-spread.js';
import { expectClose } from '../numbers.js';
import { randomColumns } from '../random-columns.js';

const count = 200;
const repetitions = [0, 1, 2, 3].map((repetition) =>
  randomColumns(count, `repetition-spread/${String(repetition)}`),
);
const parts = ['r', 'u1', 'u2', 's'] as const;
const primitives = ['i1', 'i2', 'i12', 'h1', 'h2'] as const;

/** The first repetition with one value replaced, decomposed anew. */
function damaged(name: (typeof primitives)[number], sample: number, value: number): InteractionColumns {
  const column = repetitions[0]![name].slice();
  column[sample] = value;
  return decomposeSamples({ ...repetitions[0]!, [name]: column });
}

describe('repetitionSpread', () => {
  it('is the root of half the mean squared difference of all pairs, for each component', () => {
    const spread = repetitionSpread(repetitions);
    for (const part of parts) {
      const expected = Float64Array.from({ length: count }, (_, sample) => {
        const squares = repetitions.flatMap((one) =>
          repetitions.map((other) => (one[part][sample]! - other[part][sample]!) ** 2),
        );
        // Over ordered pairs of different repetitions the mean squared difference is twice the variance (n − 1).
        return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / (4 * 3) / 2);
      });
      expectClose(spread[part], expected, 1e-13);
    }
  });

  it('finds the standard deviation that samples were drawn with', () => {
    const random = new Random(2, 'test/spread');
    const noisy = Array.from({ length: 400 }, () => {
      const shift = 0.3 * random.normal();
      return decomposeSamples({
        ...repetitions[0]!,
        i12: repetitions[0]!.i12.map((value) => value + shift),
      });
    });
    const spread = repetitionSpread(noisy);
    // Five standard errors of a standard deviation from 400: 5 · .3 / √800.
    for (const value of spread.s) expect(Math.abs(value - 0.3)).toBeLessThan(0.053);
    expect(Math.max(...spread.r, ...spread.u1, ...spread.u2)).toBeLessThan(1e-12);
  });

  it('keeps a small spread of large values', () => {
    const far = [0, 1, 2].map((step) => {
      const i1 = new Float64Array(1).fill(1e6 + step * 1e-6);
      return decomposeSamples({ ...randomColumns(1, 'spread/far'), i1, i2: i1, i12: i1 });
    });
    expect(Math.abs(repetitionSpread(far).r[0]! - 1e-6)).toBeLessThan(1e-9); // digits of 1e6 are 1.2e-10 apart
  });

  it.each([NaN, Infinity, -Infinity])('is NaN only for a sample that has %d in a repetition', (bad) => {
    for (const name of primitives) {
      const spread = repetitionSpread([damaged(name, 17, bad), ...repetitions.slice(1)]);
      for (const part of parts) {
        const notNumbers = Array.from(spread[part].keys()).filter((s) => Number.isNaN(spread[part][s]));
        expect(notNumbers).toEqual([17]);
      }
    }
  });

  it('is NaN for one repetition, 0 for equal ones, empty for none', () => {
    expect(repetitionSpread(repetitions.slice(0, 1)).r.every(Number.isNaN)).toBe(true);
    expect(repetitionSpread([repetitions[0]!, repetitions[0]!]).s.every((value) => value === 0)).toBe(true);
    expect(repetitionSpread([]).u1).toHaveLength(0);
  });
});

describe('averagePrimitives', () => {
  it('is the mean over repetitions of every primitive', () => {
    const average = averagePrimitives(repetitions);
    expect(Object.keys(average)).toEqual(primitives);
    for (const name of primitives) {
      const [a, b, c, d] = repetitions.map((columns) => columns[name]);
      expectClose(
        average[name],
        a!.map((value, sample) => (value + b![sample]! + c![sample]! + d![sample]!) / 4),
        1e-15,
      );
    }
  });

  it('is not finite where a repetition is not', () => {
    const of = (...values: number[]): number =>
      averagePrimitives(values.map((value) => damaged('h1', 3, value))).h1[3]!;
    expect([of(1, 2), of(Infinity, 2), of(-Infinity, 2)]).toEqual([1.5, Infinity, -Infinity]);
    expect([of(NaN, 2), of(Infinity, -Infinity)]).toEqual([NaN, NaN]);
  });

  it('of one repetition is that repetition, of none is empty', () => {
    expect(averagePrimitives(repetitions.slice(0, 1)).i12).toEqual(repetitions[0]!.i12);
    expect(averagePrimitives([]).i1).toHaveLength(0);
  });
});
