import { join } from 'node:path';
import { Worker, type Transferable } from 'node:worker_threads';
import { packageRoot } from '../database/package-root.js';

/**
 * The one message of a thread that is started for it and ended after it.
 *
 * @param entry    compiled, from the build's folder: tests load modules from their source, but a thread needs JavaScript
 * @param transfer moved to the thread rather than copied
 */
export async function answerOfThread<Answer>(
  entry: string,
  workerData: unknown,
  transfer: Transferable[] = [],
): Promise<Answer> {
  const thread = new Worker(join(packageRoot(), 'dist', entry), { workerData, transferList: transfer });
  try {
    return await new Promise<Answer>((resolve, reject) => {
      thread.once('message', resolve).once('error', reject).once('messageerror', reject);
      thread.once('exit', (code) => reject(new Error(`the thread of ${entry} ended with code ${code}`)));
    });
  } finally {
    await thread.terminate();
  }
}
