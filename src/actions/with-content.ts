import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputFailure } from '../domain/failure.js';

/** A file sent by a client. */
export interface SentFile {
  readonly fileName: string;
  readonly content: Uint8Array;
}

/**
 * Runs `work` with the path of a file that came over the network, which is gone afterwards. Failures name the file as the
 * client does.
 *
 * @param endings that its name may have
 * @throws InputFailure BAD_FILE_NAME, those of `work`
 */
export async function withContent<Result>(
  { fileName, content }: SentFile,
  endings: readonly string[],
  work: (path: string) => Promise<Result>,
): Promise<Result> {
  // The name becomes part of a path, and the readers reach files beside it: a name is all it may be.
  if (!new RegExp(`^[\\w][\\w .()-]{0,99}\\.(${endings.join('|')})$`, 'i').test(fileName)) {
    const listed = endings.map((ending) => `.${ending}`);
    throw new InputFailure(
      'BAD_FILE_NAME',
      `fileName must be a plain name ending in ${listed.slice(0, -1).join(', ')} or ${listed.at(-1)!}, of letters, digits, spaces, and _ . - ( ).`,
      'fileName',
    );
  }
  const folder = await mkdtemp(join(tmpdir(), 'interlens-import-'));
  try {
    const path = join(folder, fileName);
    await writeFile(path, content);
    return await work(path);
  } catch (error) {
    if (!(error instanceof InputFailure)) throw error;
    // The client knows its file by its name, and must not learn this machine's folders.
    throw new InputFailure(
      error.code,
      error.message.replaceAll(`${folder}/`, '').replaceAll(folder, 'the file sent'),
      error.field === 'file' ? 'content' : error.field,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
