import { startWorkerProcess as start, type WorkerProcess } from '../../bench/soak/worker-process.js';
import type { TestWorkspace } from './test-workspace.js';

export type { WorkerProcess };

/** A worker on a test's workspace, once it waits for work. */
export function startWorkerProcess(
  { url, folder }: Pick<TestWorkspace, 'url' | 'folder'>,
  ...options: readonly string[]
): Promise<WorkerProcess> {
  return start({ url, home: folder, options });
}
