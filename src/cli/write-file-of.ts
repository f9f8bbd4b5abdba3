import { createWriteStream, existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { InputFailure } from '../domain/failure.js';

/** Writes aside and renames, so that the file is whole or not there. @throws InputFailure FILE_NOT_WRITABLE */
export async function writeFileOf(file: string, rows: Readable): Promise<void> {
  const partial = `${file}.part`;
  try {
    await pipeline(rows, createWriteStream(partial));
    await rename(partial, file);
  } catch (error) {
    // Where no file can be, not even its absence can be asked for; why it cannot is what the user needs to know.
    await rm(partial, { force: true }).catch(() => undefined);
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR' || code === 'ENOTDIR') {
      const reason = reasonOf(file, error as NodeJS.ErrnoException);
      throw new InputFailure('FILE_NOT_WRITABLE', `${file} cannot be written: ${reason}.`, 'out');
    }
    throw error;
  }
}

function reasonOf(file: string, { code, message }: NodeJS.ErrnoException): string {
  if (code === 'EACCES') return 'this account may not write there';
  if (code === 'EISDIR') return 'it is a folder';
  if (!existsSync(dirname(file))) return 'its folder does not exist';
  // Node's message is `ENOENT: no such file or directory, open '/proc/x.csv.part'`.
  return `the system says "${message.replace(/, .*$/s, '')}"`;
}
