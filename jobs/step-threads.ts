import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Tinypool } from 'tinypool';
import { packageRoot } from '../src/database/package-root.js';
import type { StepTask, StepTaskResults, Timed } from './step-task.js';

/** A pool of threads that run estimation steps. */
export interface StepThreads {
  readonly count: number;
  /** Rejects with an AbortError as soon as the signal fires: the thread is ended, not waited for. */
  run<Task extends StepTask>(task: Task, signal: AbortSignal): Promise<Timed<StepTaskResults[Task['kind']]>>;
  close(): Promise<void>;
}

/** As many threads as the machine has cores; idle ones end after half a minute. */
export function openStepThreads(count = availableParallelism()): StepThreads {
  const pool = new Tinypool({
    filename: threadFile(),
    minThreads: 0,
    maxThreads: count,
    idleTimeout: 30_000,
  });
  return {
    count,
    run: async (task, signal) => {
      signal.throwIfAborted();
      // The thread's entry answers by the task's kind; the pool's type cannot say so.
      return (await pool.run(task, { signal })) as never;
    },
    close: () => pool.destroy(),
  };
}

/** The compiled entry: tests load this module from its source, but a thread needs JavaScript. */
function threadFile(): string {
  return import.meta.url.endsWith('.ts')
    ? join(packageRoot(), 'dist', 'jobs', 'step-thread.js')
    : fileURLToPath(new URL('./step-thread.js', import.meta.url));
}
