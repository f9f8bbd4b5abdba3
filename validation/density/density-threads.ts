import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Tinypool } from 'tinypool';
import { packageRoot } from '../../src/database/package-root.js';
import { sharedMatrix } from '../shared-memory.js';
import type { DensityTask, DensityTaskResult } from './density-task.js';

/** A pool of threads that fit densities. */
export interface DensityThreads {
  run(task: DensityTask): Promise<DensityTaskResult>;
  close(): Promise<void>;
}

export function openDensityThreads(count: number): DensityThreads {
  const pool = new Tinypool({
    filename: threadFile(),
    minThreads: 0,
    maxThreads: count,
    idleTimeout: 30_000,
  });
  return {
    run: async (task) => {
      const shared = { ...task, training: sharedMatrix(task.training), held: sharedMatrix(task.held) };
      return (await pool.run(shared)) as DensityTaskResult; // what the entry answers; the pool cannot say so
    },
    close: () => pool.destroy(),
  };
}

/** The compiled entry: tests load this module from its source, but a thread needs JavaScript. */
function threadFile(): string {
  return import.meta.url.endsWith('.ts')
    ? join(packageRoot(), 'dist', 'validation', 'density', 'density-thread.js')
    : fileURLToPath(new URL('./density-thread.js', import.meta.url));
}
