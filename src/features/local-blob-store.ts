import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, stat, utimes, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { blobPath } from './blob-path.js';
import { BlobMissing, type BlobStore } from './blob-store.type.js';
import { sha256Of } from './sha256-of.js';

/** Bytes read or written at a time: Node refuses single writes above 2 GiB. */
const CHUNK_BYTES = 64 * 1024 * 1024;

/** Blobs as files `ab/cdef…` (the digits of their sha256) under a folder, made when missing. */
export function localBlobStore(folder: string): BlobStore {
  const pathOf = (sha256: string): string => join(folder, blobPath(sha256));

  return {
    async put(...parts) {
      const sha256 = await sha256Of(parts);
      const path = pathOf(sha256);
      const size = parts.reduce((sum, part) => sum + part.length, 0);
      if (!(await renewed(path, size))) await write(path, parts);
      return sha256;
    },

    async get(sha256) {
      const path = pathOf(sha256);
      const bytes = await readAll(path, sha256);
      if ((await sha256Of([bytes])) === sha256) return bytes;
      // So that it counts as missing, and the next put writes it anew.
      await rename(path, `${path}.damaged`).catch(() => undefined);
      throw new BlobMissing(sha256, 'was changed on disk since it was stored');
    },

    async has(sha256) {
      return (await putAt(pathOf(sha256))) !== null;
    },

    async delete(sha256) {
      await rm(pathOf(sha256), { force: true });
    },

    async deleteUnused(sha256, since) {
      const path = pathOf(sha256);
      const seen = await putAt(path);
      return seen !== null && seen < since && deleteStale(path, since);
    },

    close: () => Promise.resolve(),
  };
}

/** Gives a file of this size today's date. A file of another account refuses one: it is written anew then. */
async function renewed(path: string, size: number): Promise<boolean> {
  try {
    if ((await stat(path)).size !== size) return false;
    const now = new Date();
    await utimes(path, now, now);
    return true;
  } catch {
    return false;
  }
}

/** Written aside and renamed: a reader sees the whole blob or none, also after a crash. */
async function write(path: string, parts: readonly Uint8Array[]): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
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
}

/** When the file was last put; null when there is none. */
async function putAt(path: string): Promise<Date | null> {
  return stat(path).then(
    ({ mtime }) => mtime,
    (error: unknown) => nullWhenAbsent(error),
  );
}

/**
 * Takes the file aside before it looks at its date for the last time: a put that came before is seen by the date,
 * one that comes after finds no file and writes its own. What remains is that between being taken aside and put
 * back, microseconds apart, a blob just renewed cannot be read.
 */
async function deleteStale(path: string, since: Date): Promise<boolean> {
  const aside = `${path}.${randomUUID()}.tmp`;
  try {
    await rename(path, aside);
  } catch (error) {
    nullWhenAbsent(error);
    return false;
  }
  const stale = (await stat(aside)).mtime < since;
  await (stale ? rm(aside) : rename(aside, path)); // over a file written meanwhile, too: it is the same content
  return stale;
}

function nullWhenAbsent(error: unknown): null {
  if (codeOf(error) === 'ENOENT') return null;
  throw error;
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let start = 0; start < bytes.length;) {
    const { bytesWritten } = await file.write(bytes.subarray(start, start + CHUNK_BYTES));
    start += bytesWritten;
  }
}

async function readAll(path: string, sha256: string): Promise<Uint8Array<SharedArrayBuffer>> {
  const file = await open(path, 'r').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') throw new BlobMissing(sha256, 'is not in the store');
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
