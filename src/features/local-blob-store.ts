import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { BlobMissing, type BlobStore } from './blob-store.type.js';

/** Bytes read or written at a time: Node refuses single writes above 2 GiB. */
const CHUNK_BYTES = 64 * 1024 * 1024;
/** Bytes hashed before other work of the process gets its turn: 10 ms where the processor has no instruction for it. */
const HASHED_AT_ONCE = 4 * 1024 * 1024;

/** Blobs as files `ab/cdef…` (the digits of their sha256) under a folder, made when missing. */
export function localBlobStore(folder: string): BlobStore {
  const pathOf = (sha256: string): string => {
    // The address becomes a path: nothing but hex digits may pass.
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new BlobMissing(sha256, 'has no valid address');
    return join(folder, sha256.slice(0, 2), sha256.slice(2));
  };

  return {
    async put(...parts) {
      const sha256 = await sha256Of(parts);
      const path = pathOf(sha256);
      if (await exists(path)) return sha256;
      await mkdir(dirname(path), { recursive: true });
      // Written aside and renamed: a reader sees the whole blob or none, also after a crash.
      const temporary = `${path}.${randomUUID()}.tmp`;
      try {
        const file = await open(temporary, 'wx');
        try {
          for (const part of parts) await writeAll(file, part);
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(temporary, path);
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
      return sha256;
    },

    async get(sha256) {
      const bytes = await readAll(pathOf(sha256), sha256);
      if ((await sha256Of([bytes])) !== sha256)
        throw new BlobMissing(sha256, 'was changed on disk since it was stored');
      return bytes;
    },

    has: (sha256) => exists(pathOf(sha256)),

    async delete(sha256) {
      await rm(pathOf(sha256), { force: true });
    },
  };
}

async function sha256Of(parts: readonly Uint8Array[]): Promise<string> {
  const hash = createHash('sha256');
  for (const part of parts) {
    for (let start = 0; start < part.length; start += HASHED_AT_ONCE) {
      if (start > 0) await setImmediate();
      hash.update(part.subarray(start, start + HASHED_AT_ONCE));
    }
  }
  return hash.digest('hex');
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let start = 0; start < bytes.length;) {
    const { bytesWritten } = await file.write(bytes.subarray(start, start + CHUNK_BYTES));
    start += bytesWritten;
  }
}

async function readAll(path: string, sha256: string): Promise<Uint8Array<SharedArrayBuffer>> {
  const file = await open(path, 'r').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new BlobMissing(sha256, 'is not in the store');
    throw error;
  });
  try {
    const { size } = await file.stat();
    const bytes = new Uint8Array(new SharedArrayBuffer(size));
    for (let start = 0; start < size;) {
      const length = Math.min(CHUNK_BYTES, size - start);
      const { bytesRead } = await file.read(bytes, start, length, start);
      if (bytesRead === 0) throw new BlobMissing(sha256, 'became shorter while it was read');
      start += bytesRead;
    }
    return bytes;
  } finally {
    await file.close();
  }
}
