import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localBlobStore } from '../../src/features/local-blob-store.js';

describe('blobs in a folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'interlens-blobs-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('are one whether they came in one part or in several, under the sha256 of all bytes', async () => {
    const blobs = localBlobStore(folder);
    // More than is hashed at once, and not a multiple of it.
    const bytes = new Uint8Array(9_000_001).map((_, index) => index % 251);
    const shared = new Uint8Array(new SharedArrayBuffer(5_000_000));
    shared.set(bytes.subarray(4_000_001));
    const sha256 = await blobs.put(bytes.subarray(0, 3), bytes.subarray(3, 4_000_001), shared);
    expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(await localBlobStore(folder).put(bytes)).toBe(sha256);
    expect(Buffer.compare(Buffer.from(await blobs.get(sha256)), bytes)).toBe(0);
  });

  it('lets other work of the process have its turn while it hashes', async () => {
    let turns = 0;
    let counting = true;
    const count = (): void => {
      turns += 1;
      if (counting) setImmediate(count);
    };
    setImmediate(count);
    const hashed = localBlobStore(folder).get(await localBlobStore(folder).put(new Uint8Array(2 ** 26)));
    turns = 0;
    await hashed;
    counting = false;
    expect(turns).toBeGreaterThan(15); // a turn for every 4 MiB
  });

  it('are not given out once they were changed on disk', async () => {
    const blobs = localBlobStore(folder);
    const sha256 = await blobs.put(Uint8Array.of(1, 2, 3));
    await writeFile(join(folder, sha256.slice(0, 2), sha256.slice(2)), Uint8Array.of(1, 2, 4));
    await expect(blobs.get(sha256)).rejects.toThrow('was changed on disk');
  });
});
