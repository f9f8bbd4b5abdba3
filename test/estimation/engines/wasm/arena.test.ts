import { expect, it } from 'vitest';
import { Arena } from '../../../../src/estimation/engines/wasm/arena.js';
import type { Kernels } from '../../../../src/estimation/engines/wasm/kernels.js';

/** A real memory of at most `most` pages of 64 KiB, of which the arena may use what follows byte 100. */
function memoryOf(most: number): Kernels {
  const { Memory } = WebAssembly as unknown as {
    Memory: new (limits: { initial: number; maximum: number }) => WebAssembly.Memory;
  };
  return {
    memory: new Memory({ initial: 1, maximum: most }),
    heapBase: () => 100,
  } as unknown as Kernels;
}

it('gives blocks that do not overlap, begin past the module’s own memory, and are aligned', () => {
  const region = new Arena(memoryOf(10)).open();
  const blocks = [region.floats(3), region.doubles(5), region.integers(0), region.floats(20)];
  expect(blocks).toEqual([128, 192, 256, 320]);
});

it('uses again what a session has given back, and only that', () => {
  const arena = new Arena(memoryOf(10));
  const [first, second, third] = [arena.open(), arena.open(), arena.open()];
  const a = first.floats(100);
  const b = second.floats(16);
  first.close();
  expect(third.floats(200)).toBeGreaterThan(b);
  expect(third.floats(50)).toBe(a);
  expect(third.floats(48)).toBe(a + 256);
  second.close();
  third.close();
  expect(arena.used).toBe(0);
  first.close(); // once more does nothing
  expect(arena.used).toBe(0);
});

it('grows to what is asked for, keeping what is written', () => {
  const region = new Arena(memoryOf(40)).open();
  const small = region.floats(2);
  region.float32(small, 2).set([1, 2]);
  const large = region.floats(500_000);
  region.float32(large, 500_000).fill(7);
  expect([...region.float32(small, 2)]).toEqual([1, 2]);
});

it('says what does not fit, and stays usable', () => {
  const arena = new Arena(memoryOf(16));
  const region = arena.open();
  region.floats(10_000);
  expect(() => region.floats(2_000_000)).toThrow(
    'the wasm engine cannot have 8 MB of memory: 1 MB are in use, 8 MB more are needed',
  );
  expect(region.floats(1000)).toBeGreaterThan(0);
  region.close();
  expect(arena.used).toBe(0);
});
