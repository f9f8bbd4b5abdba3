import { MessageChannel } from 'node:worker_threads';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Tinypool } from 'tinypool';
import { packageRoot } from '../src/database/package-root.js';
import { WASM_ENGINE } from './engines/engine-choice.js';
import { findEngine } from './engines/find-engine.js';
import { engineName, type EngineSource } from './engines/step-engine.js';
import type { StepTask, StepTaskResults, Timed } from './step-task.js';
import type { StepProgress } from './step-progress.js';
import type { StepAnswer } from './step-thread.js';
import { askingRunner, endingRunner, type TaskRunner } from './task-runner.js';

/** A pool of threads that run estimation steps. */
export interface StepThreads {
  readonly count: number;
  /** What they compute with, as recorded with a run. */
  readonly engine: string;
  /** What a person should know of how the engine was found; null where there is nothing. */
  readonly note: string | null;
  /** Starts the threads and loads their engine before they are needed; need not be waited for, and never rejects. */
  warmUp(): Promise<void>;
  /**
   * Rejects with an AbortError as soon as the signal fires, and the step's work ends.
   *
   * @param onProgress told some times a second, and of the rest before the promise resolves
   */
  run<Task extends StepTask>(
    task: Task,
    signal: AbortSignal,
    onProgress?: (progress: StepProgress) => void,
  ): Promise<Timed<StepTaskResults[Task['kind']]>>;
  /** Ends all that is running; closing again does nothing. */
  close(): Promise<void>;
}

/**
 * As many threads as the machine has cores; idle ones end after half a minute.
 *
 * A backend with libraries of its own gets one thread: there is one device with one memory, which steps side by side
 * would overfill, and its libraries use the cores by themselves. Nothing in a result depends on the number of threads.
 *
 * @param choice of the engine; it is tried before the promise resolves
 * @throws InputFailure when the engine named cannot be used
 */
export async function openStepThreads(
  count = availableParallelism(),
  choice = WASM_ENGINE,
): Promise<StepThreads> {
  const { source, note } = await findEngine(choice);
  const isNative = hasNativeLibraries(source);
  // TensorFlow's library reads the process's environment, of which threads have a copy.
  if (isNative) process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  const threads = isNative ? 1 : count;
  const pool = new Tinypool({
    filename: join(packageRoot(), 'dist', 'jobs', 'step-thread.js'), // tests too need JavaScript in a thread
    // A thread with native libraries stays: loading them anew takes seconds.
    minThreads: isNative ? 1 : 0,
    maxThreads: threads,
    idleTimeout: 30_000,
  });
  const runner = isNative ? askingRunner(pool, source) : endingRunner(pool, source);
  let closing: Promise<void> | null = null;
  return {
    count: threads,
    engine: engineName(source),
    note,
    async warmUp() {
      const each = Array.from({ length: threads }, () => runner.run({ kind: 'nothing' }, new AbortController().signal)); // prettier-ignore
      await Promise.allSettled(each); // what fails here will fail again where somebody waits for it
    },
    // A thread answers by the task's kind; the pool's type cannot say so.
    run: (task, signal, onProgress) =>
      (onProgress ? runWatched(runner, task, signal, onProgress) : runner.run(task, signal)) as never,
    close: () => (closing ??= runner.settle().then(() => pool.destroy())),
  };
}

/** Runs a task with a channel of its own for its progress, closed however it ends. */
async function runWatched(
  runner: TaskRunner,
  task: StepTask,
  signal: AbortSignal,
  onProgress: (progress: StepProgress) => void,
): Promise<StepAnswer> {
  const { port1, port2 } = new MessageChannel();
  let told = 0;
  port1.on('message', (progress: StepProgress) => {
    told += progress.epochs.length;
    onProgress(progress);
  });
  try {
    const answer = await runner.run(task, signal, port2);
    onProgress({ fraction: 1, epochs: answer.epochs.slice(told) });
    return answer;
  } finally {
    port1.close();
  }
}

function hasNativeLibraries(source: EngineSource): boolean {
  return source.engine === 'tensorflow' && ['node-gpu', 'node', 'webgpu'].includes(source.backend);
}
