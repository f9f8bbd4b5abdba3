import { describe, expect, it } from 'vitest';
import { onSharedMemory } from '../../jobs/on-shared-memory.js';

describe('a result on shared memory', () => {
  it('is the same result, its arrays of numbers shared', () => {
    const column = Float64Array.of(9, 1, NaN, -0, 9).subarray(1, 4);
    const value = { columns: { r: column }, folds: [Int32Array.of(1, 2)], none: null, name: 'r', count: 3 };
    const moved = onSharedMemory(value);
    expect(moved).toEqual(value);
    expect(Object.is(moved.columns.r[2], -0)).toBe(true);
    for (const { buffer } of [moved.columns.r, moved.folds[0]!]) {
      expect(buffer).toBeInstanceOf(SharedArrayBuffer);
    }
    expect(column.buffer).toBeInstanceOf(ArrayBuffer);
  });

  it('leaves what is shared already where it is', () => {
    const data = new Float32Array(new SharedArrayBuffer(8));
    expect(onSharedMemory({ data }).data).toBe(data);
  });
});
