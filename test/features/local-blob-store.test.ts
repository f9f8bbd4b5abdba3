import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blobPath } from '../../src/features/blob-path.js';
import { localBlobStore } from '../../src/features/local-blob-store.js';
import { describeBlobStore } from './blob-store-conformance.js';

const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'interlens-blobs-'));

describeBlobStore('a folder', async () => {
  const folder = await newFolder();
  return {
    blobs: localBlobStore(folder),
    sameAgain: localBlobStore(folder),
    overwrite: (sha256, bytes) => writeFile(join(folder, blobPath(sha256)), bytes),
    setDate: (sha256, date) => utimes(join(folder, blobPath(sha256)), date, date),
    close: () => rm(folder, { recursive: true, force: true }),
  };
});

describe('a folder of blobs', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await newFolder();
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  // Every blob is old when a deleter and a writer meet; whichever comes first, what was put must be there.
  it('keeps what is put while the unused are deleted', async () => {
    const blobs = localBlobStore(folder);
    const long = new Date(Date.now() - 3_600_000);
    for (let round = 0; round < 200; round += 1) {
      const bytes = Uint8Array.of(round);
      const sha256 = await blobs.put(bytes);
      await utimes(join(folder, blobPath(sha256)), long, long);
      const since = new Date(Date.now() - 60_000);
      await Promise.all([
        blobs.deleteUnused(sha256, since),
        blobs.put(bytes),
        blobs.deleteUnused(sha256, since),
      ]);
      expect(await blobs.has(sha256)).toBe(true);
      expect(await readdir(join(folder, sha256.slice(0, 2)))).not.toContainEqual(
        expect.stringContaining('.tmp'),
      );
    }
  });
});
