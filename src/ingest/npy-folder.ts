import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArraySource } from './array-source.js';
import { readFailure } from './read-failure.js';
import { failureOf } from './subject.js';
import { unknownName } from './unknown-name.js';

const SUFFIX = '.npy';
const CHUNK_BYTES = 1 << 20;

/**
 * Opens a folder of `.npy` files. An array's name is its file's name, with or without `.npy`; only names the
 * folder lists are opened, so no name leads out of it.
 *
 * @throws InputFailure FILE_UNREADABLE when the folder cannot be listed or holds no `.npy` file.
 */
export async function openNpyFolder(folder: string): Promise<ArraySource> {
  const subject = { what: `The folder ${folder}`, field: 'file' };
  const sizes = new Map<string, number>();
  try {
    for (const file of (await readdir(folder)).sort()) {
      if (!file.endsWith(SUFFIX)) continue;
      const entry = await stat(join(folder, file)).catch(() => null);
      if (entry?.isFile() === true) sizes.set(file.slice(0, -SUFFIX.length), entry.size);
    }
  } catch (error) {
    throw readFailure(error, subject);
  }
  const names = [...sizes.keys()];
  if (names.length === 0) {
    throw failureOf(subject, 'FILE_UNREADABLE', 'holds no .npy file; expected one for every array named.');
  }
  return {
    path: folder,
    names,
    open(name, asked) {
      const stem = !sizes.has(name) && name.endsWith(SUFFIX) ? name.slice(0, -SUFFIX.length) : name;
      const totalBytes = sizes.get(stem);
      if (totalBytes === undefined) {
        throw unknownName({ ...subject, field: asked.field }, 'array', name, names);
      }
      const chunks = () => createReadStream(join(folder, `${stem}${SUFFIX}`), { highWaterMark: CHUNK_BYTES });
      return { totalBytes, chunks };
    },
    close: () => undefined,
  };
}
