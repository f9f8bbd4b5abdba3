import type { MessagePort } from 'node:worker_threads';
import type { EpochLoss, StepObserver } from '../src/estimation/step-observer.js';

/** How far a step is, and the epochs that ended since it was said before. */
export interface StepProgress {
  /** 0 to 1, never falling. */
  readonly fraction: number;
  readonly epochs: readonly EpochLoss[];
}

/** Between two messages of a thread, milliseconds. */
const PAUSE_MS = 250;

/** Watches a step in its thread. */
export interface ProgressSender extends StepObserver {
  /** Of the whole step: messages may come late, or after the result. */
  readonly epochs: readonly EpochLoss[];
}

/** Sends what it is told over a port, which works while the thread is deep in arithmetic, a few times a second. */
export function progressSender(port: MessagePort): ProgressSender {
  const epochs: EpochLoss[] = [];
  let fraction = 0;
  let sent = 0;
  let last = performance.now();
  return {
    epochs,
    epoch(loss) {
      epochs.push(loss);
    },
    progress(share) {
      fraction = Math.max(fraction, Math.min(1, share));
      const now = performance.now();
      if (now - last < PAUSE_MS) return;
      last = now;
      port.postMessage({ fraction, epochs: epochs.slice(sent) } satisfies StepProgress);
      sent = epochs.length;
    },
  };
}
