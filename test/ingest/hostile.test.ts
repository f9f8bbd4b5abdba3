import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputFailure } from '../../src/domain/failure.js';
import { readDataset, type ArraySelection } from '../../src/ingest/read-dataset.js';
import { FIXTURES, withFolder } from './make-files.js';

const selection: ArraySelection = {
  modalities: [
    { name: 'one', array: 'x1' },
    { name: 'two', array: 'x2' },
  ],
  label: 'y',
  id: 'id',
  split: 'part',
  missing: 'refuse',
};
const columns: ArraySelection = {
  ...selection,
  modalities: [
    { name: 'one', array: 'a_*' },
    { name: 'two', array: 'b_*' },
  ],
  label: 'label',
};
const FILES = [
  ['samples.npz', selection],
  ['samples_deflated.npz', selection],
  ['samples_zip64.npz', selection],
  ['samples.csv', columns],
] as const;

/** Numerical Recipes' linear congruential generator. */
function randomIntegers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** 'read', or the code it was refused with; anything but an InputFailure fails the test, and so does hanging. */
async function outcome(path: string, chosen: ArraySelection, what: string): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const hang = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`hangs: ${what}`)), 10_000);
  });
  try {
    await Promise.race([readDataset(path, chosen), hang]);
    return 'read';
  } catch (error) {
    if (!(error instanceof InputFailure)) throw new Error(`${what}: ${String(error)}`, { cause: error });
    return error.code;
  } finally {
    clearTimeout(timer);
  }
}

describe('a damaged file', () => {
  it.each(FILES.slice(0, 3))('%s, cut anywhere, is refused as corrupt', async (name, chosen) => {
    const whole = readFileSync(join(FIXTURES, name));
    await withFolder(async (folder) => {
      const path = join(folder, name);
      for (let length = 0; length < whole.length; length += 5) {
        await writeFile(path, whole.subarray(0, length));
        expect(await outcome(path, chosen, `${length} bytes`)).toBe('CORRUPT_FILE');
      }
    });
  });

  it('.npy, cut at any byte, is refused as corrupt', async () => {
    const whole = readFileSync(join(FIXTURES, 'samples/x1.npy'));
    await withFolder(async (folder) => {
      for (const array of ['x2', 'y', 'id', 'part']) {
        await writeFile(
          join(folder, `${array}.npy`),
          readFileSync(join(FIXTURES, 'samples', `${array}.npy`)),
        );
      }
      for (let length = 0; length < whole.length; length += 1) {
        await writeFile(join(folder, 'x1.npy'), whole.subarray(0, length));
        expect(await outcome(folder, selection, `${length} bytes`)).toBe('CORRUPT_FILE');
      }
      await writeFile(join(folder, 'x1.npy'), whole);
      expect(await outcome(folder, selection, 'whole')).toBe('read');
    });
  });

  it.each(FILES)('%s, with random bytes changed, is read or refused', async (name, chosen) => {
    const whole = readFileSync(join(FIXTURES, name));
    const random = randomIntegers(20_260_101);
    const seen = new Map<string, number>();
    await withFolder(async (folder) => {
      const path = join(folder, name);
      for (let trial = 0; trial < 300; trial += 1) {
        const damaged = Buffer.from(whole);
        for (let flips = 1 + random(3); flips > 0; flips -= 1) damaged[random(damaged.length)] = random(256);
        await writeFile(path, damaged);
        const result = await outcome(path, chosen, `trial ${trial}`);
        seen.set(result, (seen.get(result) ?? 0) + 1);
      }
    });
    expect([...seen.values()].reduce((sum, count) => sum + count, 0)).toBe(300);
    expect(seen.get('CORRUPT_FILE')).toBeGreaterThan(0);
  });

  it('.npy header, with any one byte changed to random ones, is read or refused', async () => {
    const whole = readFileSync(join(FIXTURES, 'samples/x1.npy'));
    const random = randomIntegers(7);
    await withFolder(async (folder) => {
      for (const array of ['x2', 'y', 'id', 'part']) {
        await writeFile(
          join(folder, `${array}.npy`),
          readFileSync(join(FIXTURES, 'samples', `${array}.npy`)),
        );
      }
      for (let trial = 0; trial < 400; trial += 1) {
        const damaged = Buffer.from(whole);
        damaged[trial % 128] = trial < 128 ? 0x39 : random(256);
        await writeFile(join(folder, 'x1.npy'), damaged);
        await outcome(folder, selection, `byte ${trial % 128}, trial ${trial}`);
      }
    });
  });
});
