import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { packageRoot } from '../database/package-root.js';
import { InputFailure } from '../domain/failure.js';
import type { ImportAnswer, ImportTask } from './import-thread.js';
import type { PreparedImport } from './prepare-import.js';

/**
 * `prepareImport` on a thread of its own: decoding and checking large arrays takes seconds, in which a server must
 * answer others.
 *
 * @throws InputFailure of the reader
 */
export async function prepareInThread(task: ImportTask): Promise<PreparedImport> {
  const thread = new Worker(threadFile(), { workerData: task });
  try {
    const answer = await new Promise<ImportAnswer>((resolve, reject) => {
      thread.once('message', resolve).once('error', reject);
      thread.once('exit', (code) => reject(new Error(`the import's thread ended with code ${code}`)));
    });
    if ('prepared' in answer) return answer.prepared;
    const { code, message, field } = answer.failure;
    throw new InputFailure(code, message, field);
  } finally {
    await thread.terminate();
  }
}

/** The compiled entry: tests load this module from its source, but a thread needs JavaScript. */
function threadFile(): string {
  return import.meta.url.endsWith('.ts')
    ? join(packageRoot(), 'dist', 'src', 'actions', 'import-thread.js')
    : fileURLToPath(new URL('./import-thread.js', import.meta.url));
}
