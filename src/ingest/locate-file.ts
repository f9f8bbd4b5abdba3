import { stat } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { InputFailure } from '../domain/failure.js';
import { failureOf } from './subject.js';

/** What a path holds, by its kind and its extension. */
export type LocatedFile =
  | { readonly format: 'npz'; readonly path: string }
  | { readonly format: 'npy'; readonly folder: string }
  | { readonly format: 'csv'; readonly path: string; readonly delimiter: ',' | '\t' };

/**
 * Looks at FILE without opening it. A single `.npy` stands for its folder.
 *
 * @throws InputFailure FILE_NOT_FOUND, FILE_UNREADABLE (no regular file, no permission) or UNKNOWN_FORMAT; field `file`.
 */
export async function locateFile(path: string): Promise<LocatedFile> {
  const subject = { what: `The file ${path}`, field: 'file' };
  const entry = await stat(path).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (['ENOENT', 'ENOTDIR', 'ERR_INVALID_ARG_VALUE', 'ENAMETOOLONG'].includes(code)) {
      throw new InputFailure('FILE_NOT_FOUND', `There is no file ${path}; expected a file to read.`, 'file');
    }
    throw failureOf(
      subject,
      'FILE_UNREADABLE',
      `could not be read (${code}); expected a readable file.`,
      error,
    );
  });
  if (entry.isDirectory()) return { format: 'npy', folder: path };
  // opening a pipe or a device could wait for ever
  if (!entry.isFile()) {
    throw failureOf(
      subject,
      'FILE_UNREADABLE',
      'is not a regular file; expected a file or a folder of .npy files.',
    );
  }
  const extension = extname(path).toLowerCase();
  switch (extension) {
    case '.npz':
      return { format: 'npz', path };
    case '.npy':
      return { format: 'npy', folder: dirname(path) };
    case '.csv':
      return { format: 'csv', path, delimiter: ',' };
    case '.tsv':
      return { format: 'csv', path, delimiter: '\t' };
    default:
      throw failureOf(
        subject,
        'UNKNOWN_FORMAT',
        `has ${extension === '' ? 'no extension' : `the extension ${extension}`}; expected .npz, .npy, .csv or .tsv.`,
      );
  }
}
