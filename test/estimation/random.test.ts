import { describe, expect, it } from 'vitest';
import { Random } from '../../src/estimation/random.js';
import { mean, range, worstError } from './numbers.js';
import { reference } from './reference.js';

describe('Random', () => {
  it.each(reference.random)(
    'draws what an independent xoshiro128++ draws from seed $seed, stream "$stream"',
    (known) => {
      const fresh = (): Random => new Random(known.seed, known.stream);
      const [bits, uniform, normal] = [fresh(), fresh(), fresh()];
      expect(known.bits.map(() => bits.bits())).toEqual(known.bits);
      expect(known.uniform.map(() => uniform.uniform())).toEqual(known.uniform);
      // The two runtimes' log, sin and cos may differ in the last bit.
      expect(
        worstError(
          known.normal.map(() => normal.normal()),
          known.normal,
        ),
      ).toBeLessThan(1e-15);
      expect(Array.from(fresh().permutation(20))).toEqual(known.permutation);
    },
  );

  it('is uniform over [0, 1): every bit half ones, sixteenths equally full', () => {
    const random = new Random(4, 'uniformity');
    const count = 64_000;
    const cells = new Float64Array(16);
    const ones = new Float64Array(32);
    for (let draw = 0; draw < count; draw += 1) {
      const value = random.uniform();
      expect(value >= 0 && value < 1).toBe(true);
      cells[Math.floor(value * 16)]! += 1;
      const word = random.bits();
      for (let bit = 0; bit < 32; bit += 1) ones[bit]! += (word >>> bit) & 1;
    }
    const expected = count / 16;
    const chiSquare = cells.reduce((sum, cell) => sum + (cell - expected) ** 2 / expected, 0);
    expect(chiSquare).toBeLessThan(37.7); // 99.9% point of χ² with 15 degrees of freedom
    // Five standard deviations of a fair bit.
    for (const bit of ones) expect(Math.abs(bit - count / 2)).toBeLessThan(5 * Math.sqrt(count / 4));
  });

  it('draws integers of every value below the bound and no other', () => {
    const random = new Random(4, 'integers');
    const counts = new Float64Array(7);
    for (let draw = 0; draw < 7000; draw += 1) counts[random.integer(7)]! += 1;
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(5 * Math.sqrt(1000));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(7000);
    expect(random.integer(1)).toBe(0);
  });

  it('draws normals with the moments of a normal', () => {
    const random = new Random(4, 'normals');
    const draws = Float64Array.from({ length: 100_000 }, () => random.normal());
    const moment = (power: number): number => mean(draws.map((value) => value ** power));
    // Five standard errors: sqrt of 1, 2, 15, 96 over N.
    expect(Math.abs(moment(1))).toBeLessThan(0.016);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.0224);
    expect(Math.abs(moment(3))).toBeLessThan(0.0613);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.155);
  });

  it('permutes: every integer once, every place equally likely', () => {
    const random = new Random(4, 'permutations');
    const firsts = new Float64Array(5);
    for (let draw = 0; draw < 5000; draw += 1) firsts[random.permutation(5).indexOf(0)]! += 1;
    for (const count of firsts) expect(Math.abs(count - 1000)).toBeLessThan(5 * Math.sqrt(800));
    expect(random.permutation(100).sort()).toEqual(range(100));
    expect(random.permutation(0)).toEqual(range(0));
    expect(random.permutation(1)).toEqual(range(1));
  });

  it('gives unrelated sequences to different seeds and streams, the same one to the same', () => {
    const draws = (seed: number, stream: string): Float64Array => {
      const random = new Random(seed, stream);
      return Float64Array.from({ length: 2000 }, () => random.uniform() - 0.5);
    };
    expect(draws(1, 'a')).toEqual(draws(1, 'a'));
    const base = draws(1, 'a');
    // Neighbouring seeds and names, and the pair that would collide without the separator.
    for (const other of [draws(2, 'a'), draws(1, 'b'), draws(1, 'aa'), draws(11, 'a'), draws(1, '1/a')]) {
      const covariance = mean(base.map((value, index) => value * other[index]!));
      expect(Math.abs(covariance)).toBeLessThan(5 / 12 / Math.sqrt(2000));
    }
  });

  it('has no two of 20,000 streams start alike', () => {
    const starts = new Set<number>();
    for (let stream = 0; stream < 20_000; stream += 1) starts.add(new Random(1, `s${stream}`).uniform());
    expect(starts.size).toBe(20_000);
  });
});
