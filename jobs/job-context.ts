import type { BlobStore } from '../src/features/blob-store.type.js';
import type { Notifications } from '../src/store/notifications.js';
import type { Store } from '../src/store/open-store.js';
import type { StepThreads } from './step-threads.js';

/** What a worker lends its handlers. */
export interface JobContext {
  readonly store: Store;
  readonly blobs: BlobStore;
  readonly notifications: Notifications;
  readonly threads: StepThreads;
}

/** One attempt at a job. */
export interface JobAttempt {
  /** Fires when the worker is told to stop. */
  readonly signal: AbortSignal;
  /** Whether the queue will not try again after this attempt. */
  readonly isLast: boolean;
}
