import type { BlobStore } from '../src/features/blob-store.type.js';
import type { RunFeatures } from '../src/estimation/run-features.js';
import type { Store } from '../src/store/open-store.js';
import { loadRunInputs, type RunInputs } from './run-inputs.js';
import { screenFeatures } from './screen-features.js';
import type { StepThreads } from './step-threads.js';

/** The inputs of the runs a worker is at: loaded once, whichever steps read them, and kept for the next step. */
export interface RunInputsCache {
  /** Uses a run's inputs for as long as `work` goes on. */
  with<Result>(runId: string, work: (inputs: CachedInputs) => Promise<Result>): Promise<Result>;
  /** Forgets what no step uses. */
  close(): void;
}

export interface CachedInputs extends RunInputs {
  /** The features with what every density would else find out about them by itself. */
  screened(): Promise<RunFeatures>;
}

interface Entry {
  readonly inputs: Promise<CachedInputs>;
  users: number;
}

/** How long inputs that no step uses are kept, milliseconds. */
const KEPT_MS = 10_000;

export function runInputsCache({
  store,
  blobs,
  threads,
}: {
  store: Store;
  blobs: BlobStore;
  threads: StepThreads;
}): RunInputsCache {
  const entries = new Map<string, Entry>();
  let forgetting: NodeJS.Timeout | undefined;

  const load = async (runId: string): Promise<CachedInputs> => {
    const inputs = await loadRunInputs(store, blobs, runId);
    let screened: Promise<RunFeatures> | null = null;
    return {
      ...inputs,
      screened() {
        // Not with the signal of whoever asks first: others wait for it too.
        const attempt = (screened ??= screenFeatures(threads, inputs.config, inputs.features, new AbortController().signal)); // prettier-ignore
        attempt.catch(() => (screened = null));
        return attempt;
      },
    };
  };

  const forgetUnused = (but?: string): void => {
    for (const [runId, { users }] of entries) if (users === 0 && runId !== but) entries.delete(runId);
  };

  return {
    async with(runId, work) {
      forgetUnused(runId); // one run's features at a time, where steps come one after the other
      let entry = entries.get(runId);
      if (!entry) {
        entry = { inputs: load(runId), users: 0 };
        entries.set(runId, entry);
      }
      entry.users += 1;
      try {
        return await work(await entry.inputs);
      } catch (error) {
        // What failed to load is loaded anew for the next step.
        await entry.inputs.catch(() => entries.delete(runId));
        throw error;
      } finally {
        entry.users -= 1;
        clearTimeout(forgetting);
        forgetting = setTimeout(forgetUnused, KEPT_MS);
        forgetting.unref();
      }
    },
    close() {
      clearTimeout(forgetting);
      forgetUnused();
    },
  };
}
