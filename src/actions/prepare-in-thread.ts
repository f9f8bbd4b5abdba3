import { InputFailure } from '../domain/failure.js';
import { answerOfThread } from './answer-of-thread.js';
import type { ImportAnswer, ImportTask } from './import-thread.js';
import type { PreparedImport } from './prepare-import.js';

/**
 * `prepareImport` on a thread of its own: decoding and checking large arrays takes seconds, in which a server must
 * answer others.
 *
 * @throws InputFailure of the reader
 */
export async function prepareInThread(task: ImportTask): Promise<PreparedImport> {
  const answer = await answerOfThread<ImportAnswer>('src/actions/import-thread.js', task);
  if ('prepared' in answer) return answer.prepared;
  const { code, message, field } = answer.failure;
  throw new InputFailure(code, message, field);
}
