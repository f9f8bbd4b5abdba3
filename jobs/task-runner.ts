import type { MessagePort } from 'node:worker_threads';
import type { Tinypool } from 'tinypool';
import type { EngineSource } from './engines/step-engine.js';
import type { StepAnswer, StepRequest } from './step-thread.js';
import type { StepTask } from './step-task.js';

/** How tasks are run on a pool's threads, and ended. */
export interface TaskRunner {
  /**
   * Rejects as soon as the signal fires.
   *
   * @param port handed over to the thread
   */
  run(task: StepTask, signal: AbortSignal, port?: MessagePort): Promise<StepAnswer>;
  /** Resolves when the pool's threads may be ended. */
  settle(): Promise<void>;
}

/** Ends a thread with its task: at once, and another thread takes its place. */
export function endingRunner(pool: Tinypool, engine: EngineSource): TaskRunner {
  return {
    async run(task, signal, port) {
      signal.throwIfAborted();
      const request = { task, engine, stop: stopFlag(), port: port ?? null } satisfies StepRequest;
      return pool.run(request, { signal, transferList: port ? [port] : [] }) as Promise<StepAnswer>;
    },
    settle: () => Promise.resolve(),
  };
}

/**
 * Tells a task to end and leaves its thread: one that is ended within a call of a native library takes the whole process
 * with it (webgpu 0.6 does). The thread is free again at the task's next call of the engine.
 */
export function askingRunner(pool: Tinypool, engine: EngineSource): TaskRunner {
  const running = new Map<Promise<StepAnswer>, Int32Array>();
  return {
    async run(task, signal, port) {
      signal.throwIfAborted();
      const stop = stopFlag();
      const request = { task, engine, stop, port: port ?? null } satisfies StepRequest;
      const work = pool.run(request, { transferList: port ? [port] : [] }) as Promise<StepAnswer>;
      running.set(work, stop);
      void work.catch(() => undefined).finally(() => running.delete(work));
      let onAbort = (): void => undefined;
      const aborted = new Promise<never>((_, reject) => {
        onAbort = () => {
          Atomics.store(stop, 0, 1);
          reject(signal.reason as Error);
        };
        signal.addEventListener('abort', onAbort);
      });
      try {
        return await Promise.race([work, aborted]);
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
    },
    async settle() {
      for (const stop of running.values()) Atomics.store(stop, 0, 1);
      await Promise.allSettled(running.keys());
    },
  };
}

function stopFlag(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}
