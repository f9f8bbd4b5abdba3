import type { BlobStore } from '../src/features/blob-store.type.js';
import type { Store } from '../src/store/open-store.js';
import type { MemoryGuard } from './memory-guard.js';
import type { RunInputsCache } from './run-inputs-cache.js';
import type { StepThreads } from './step-threads.js';
import type { WorkerObserver } from './worker-observer.type.js';
import type { StepsAtWork } from './steps-at-work.js';

/** What a worker lends its steps. */
export interface JobContext {
  readonly store: Store;
  readonly blobs: BlobStore;
  readonly threads: StepThreads;
  readonly inputs: RunInputsCache;
  readonly memory: MemoryGuard;
  readonly atWork: StepsAtWork;
  /** Fires when steps at work are to be handed back. */
  readonly stop: AbortSignal;
  /** Told what a person watching the worker should know. */
  readonly report: (message: string) => void;
  readonly observer?: WorkerObserver;
}
