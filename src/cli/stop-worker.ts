import type { Worker } from '../../jobs/worker.js';
import { say } from './output.js';

/** Stops a command's worker; a second Ctrl-C hands its steps back at once. */
export async function stopWorker(worker: Worker, hurry: AbortSignal): Promise<void> {
  const { atWork } = worker;
  if (atWork > 0 && !hurry.aborted) {
    say(
      `Finishing the ${String(atWork)} steps at work, for up to 8 s. Ctrl-C again hands them back at once.`,
    );
  }
  const hurryUp = (): void => void worker.stop(0).catch(() => undefined); // whoever waits for the stop hears of it
  hurry.addEventListener('abort', hurryUp);
  try {
    await (hurry.aborted ? worker.stop(0) : worker.stop());
  } finally {
    hurry.removeEventListener('abort', hurryUp);
  }
}
