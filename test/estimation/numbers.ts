import { expect } from 'vitest';
import type { Standardized } from '../../src/estimation/engine.js';
import { Random } from '../../src/estimation/random.js';

export const float64 = (values: readonly number[]): Float64Array => Float64Array.from(values);

export function mean(values: Iterable<number>): number {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    sum += value;
    count += 1;
  }
  return sum / count;
}

/** Largest |actual − expected| / (1 + |expected|); NaN anywhere, or unequal lengths, make it infinite. */
export function worstError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  let worst = 0;
  for (let index = 0; index < expected.length; index += 1) {
    if (actual[index] === expected[index]) continue; // equal infinities have no difference
    const error = Math.abs(actual[index]! - expected[index]!) / (1 + Math.abs(expected[index]!));
    worst = error <= worst ? worst : Number.isNaN(error) ? Infinity : error;
  }
  return worst;
}

export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(worstError(actual, expected)).toBeLessThanOrEqual(tolerance);
}

export function standardized(rows: number, columns: number, values: ArrayLike<number>): Standardized {
  return { rows, columns, data: Float32Array.from(values) };
}

/** Standard normals in the order the fixture script draws them. */
export function normals(seed: number, stream: string, count: number): Float64Array {
  const random = new Random(seed, stream);
  return Float64Array.from({ length: count }, () => random.normal());
}

export const integers = (values: readonly number[]): Int32Array => Int32Array.from(values);

export const range = (count: number): Int32Array => Int32Array.from({ length: count }, (_, index) => index);

export const filled = (length: number, value: number): Float64Array => new Float64Array(length).fill(value);
